import { describe, expect, it } from 'vitest';
import { createSampler } from '../testing/random-sample.ts';
import { linearScore, logisticRegression } from './logistic-regression.ts';

describe('logisticRegression', () => {
  // prettier-ignore
  const values = Float64Array.of(0.5, 1.2, 1.5, -0.3, -0.7, 0.8, 2.2, 1.1, -1.3, -0.9, 0.1, 0.4, 1.1, 2, -0.4, -1.5);
  const labels = [1, 1, 0, 1, 0, 0, 0, 1];
  it.each([
    { penalty: 1, weights: [0.9431072026233783, -0.6134709685928234, -0.1154272883890824] },
    { penalty: 0.1, weights: [2.2724969589928947, -1.565168867166847, -0.049632668413131784] },
    { penalty: 10, weights: [0.19418145463630426, -0.09198774312794986, -0.04041981657221574] },
  ])('at a penalty of $penalty, as by scipy.optimize.minimize (BFGS)', ({ penalty, weights }) => {
    const found = logisticRegression({ values, columns: 2, labels, rows: [0, 1, 2, 3, 4, 5, 6, 7], penalty });
    for (const [at, weight] of weights.entries()) expect(found[at]).toBeCloseTo(weight, 5);
  });

  it('learns from the rows it is given only', () => {
    const rows = [0, 2, 3, 5, 6];
    const taken = Float64Array.from(rows.flatMap((row) => [...values.slice(2 * row, 2 * row + 2)]));
    const alone = logisticRegression({
      values: taken,
      columns: 2,
      labels: rows.map((row) => labels[row] ?? 0),
      rows: [0, 1, 2, 3, 4],
      penalty: 1,
    });
    expect([...logisticRegression({ values, columns: 2, labels, rows, penalty: 1 })]).toEqual([...alone]);
  });

  it('stays finite where a line parts the labels, and with more columns than rows', () => {
    const { many, normal } = createSampler(1);
    const wide = many(20 * 60, normal);
    const parted = Float64Array.from({ length: 20 }, (_, row) => Number((wide[row * 60] ?? 0) > 0));
    const rows = [...parted.keys()];
    const weights = logisticRegression({ values: wide, columns: 60, labels: parted, rows, penalty: 0.01 });
    for (const row of rows) {
      expect(Math.sign(linearScore({ values: wide, columns: 60 }, row, weights))).toBe(parted[row] === 1 ? 1 : -1);
    }
  });
});
