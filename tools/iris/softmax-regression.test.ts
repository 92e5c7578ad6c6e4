import { describe, expect, it } from 'vitest';
import { fitSoftmaxRegression, predictProbabilities } from './softmax-regression.ts';

describe('fitSoftmaxRegression', () => {
  // Two flips of a coin per side: without a penalty the fit reproduces the shares of the labels exactly.
  const rows = [[0], [0], [0], [0], [1], [1], [1], [1]];
  const labels = ['a', 'a', 'a', 'b', 'a', 'b', 'b', 'b'];

  it('reproduces the shares of the labels where nothing is penalised', () => {
    const model = fitSoftmaxRegression(rows, labels, { l2: 1e-9 });
    expect(predictProbabilities(model, [0])[0]).toBeCloseTo(0.75, 6);
    expect(predictProbabilities(model, [1])[0]).toBeCloseTo(0.25, 6);
  });

  it('pulls the coefficients, not the intercepts, towards zero', () => {
    const model = fitSoftmaxRegression([...rows, [0], [1]], [...labels, 'b', 'b'], { l2: 1e6 });
    expect(predictProbabilities(model, [0])[1]).toBeCloseTo(0.6, 4);
    expect(predictProbabilities(model, [1])[1]).toBeCloseTo(0.6, 4);
  });

  it('answers where the penalised gradient is zero', () => {
    const l2 = 0.5;
    const model = fitSoftmaxRegression(rows, labels, { l2 });
    const slope = rows.reduce((sum, row, i) => {
      const z = ((row[0] ?? NaN) - (model.mean[0] ?? NaN)) / (model.deviation[0] ?? NaN);
      return sum + ((predictProbabilities(model, row)[0] ?? NaN) - (labels[i] === 'a' ? 1 : 0)) * z;
    }, 0);
    expect(slope + l2 * (model.coefficients[0]?.[0] ?? NaN)).toBeCloseTo(0, 9);
  });

  it('refuses a constant feature', () => {
    expect(() => fitSoftmaxRegression([[1], [1]], ['a', 'b'])).toThrow(RangeError);
  });
});
