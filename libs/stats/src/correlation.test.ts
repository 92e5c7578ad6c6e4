import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covariance, pearsonCorrelation, spearmanCorrelation } from './index.ts';

const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
const large = [1e15, 1e15 + 1, 1e15 + 1];
const ties = [1, 0, 2, 1, 3, 2, 5, 1, 0, 2, 4];

describe('correlation', () => {
  it.each([
    { call: covariance, left: x, right: y, expected: 5.501, source: 'Anscombe (1973), first set, by numpy' },
    { call: covariance, left: large, right: large, expected: 1 / 3, source: 'by hand' },
    { call: pearsonCorrelation, left: x, right: y, expected: 0.81642051634484, source: 'scipy pearsonr' },
    {
      call: pearsonCorrelation,
      left: [1, 2, 3],
      right: [2, 4, 7],
      expected: 5 / Math.sqrt(25 + 1 / 3),
      source: 'by hand',
    },
    { call: spearmanCorrelation, left: x, right: ties, expected: -0.17637256403490928, source: 'scipy spearmanr' },
    { call: spearmanCorrelation, left: [1, 2, Infinity], right: [1, 40, 700], expected: 1, source: 'by hand' },
  ])('$call.name is $expected ($source)', ({ call, left, right, expected }) => {
    expect(call(left, right)).toBeCloseTo(expected, 13);
  });

  it('is symmetric, bounded, and blind to shift and scale', () => {
    const pair = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 }));
    const property = fc.property(fc.array(pair, { minLength: 3 }), (pairs) => {
      const [left, right] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
      const r = pearsonCorrelation(left, right);
      fc.pre(!Number.isNaN(r));
      expect(Math.abs(r)).toBeLessThanOrEqual(1);
      expect(pearsonCorrelation(right, left)).toBe(r);
      expect(
        pearsonCorrelation(
          left.map((value) => 1e8 + 4 * value),
          right,
        ),
      ).toBeCloseTo(r, 12);
      expect(
        pearsonCorrelation(
          left.map((value) => -value),
          right,
        ),
      ).toBeCloseTo(-r, 12);
      expect(
        spearmanCorrelation(
          left.map((value) => value ** 3),
          right,
        ),
      ).toBe(spearmanCorrelation(left, right));
    });
    fc.assert(property, { seed: 1 });
  });

  it('is not defined for a constant or for fewer than two pairs', () => {
    expect(pearsonCorrelation([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN();
    expect(spearmanCorrelation([1], [1])).toBeNaN();
    expect(covariance([], [])).toBeNaN();
    expect(covariance([0.1, 0.1], [1, 2])).toBe(0);
  });

  it('refuses misuse', () => {
    expect(() => pearsonCorrelation([1], [1, 2])).toThrow(RangeError);
    expect(() => covariance([1], [])).toThrow(RangeError);
    expect(() => spearmanCorrelation([1], [])).toThrow(RangeError);
    expect(() => pearsonCorrelation([1, Infinity], [1, 2])).toThrow(RangeError);
    expect(() => spearmanCorrelation([1, Number.NaN], [1, 2])).toThrow(RangeError);
  });
});
