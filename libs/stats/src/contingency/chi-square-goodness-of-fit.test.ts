import { describe, expect, it } from 'vitest';
import { chiSquareGoodnessOfFit } from './chi-square-goodness-of-fit.ts';

describe('chiSquareGoodnessOfFit', () => {
  it.each([
    { counts: [16, 18, 16, 14, 12, 12], weights: [1, 1, 1, 1, 1, 1], statistic: 2, p: 0.8491450360846096 },
    {
      counts: [89, 37, 30, 28, 2],
      weights: [40, 20, 20, 15, 5],
      statistic: 9.990143369175627,
      p: 0.040594043344781214,
    },
  ])('of $counts is $statistic (scipy 1.17)', ({ counts, weights, statistic, p }) => {
    const test = chiSquareGoodnessOfFit(counts, weights);
    expect(test).toMatchObject({ ok: true, df: counts.length - 1, impossible: false });
    expect(test.ok && Math.abs(test.statistic / statistic - 1)).toBeLessThan(1e-13);
    expect(test.ok && Math.abs(test.pValue / p - 1)).toBeLessThan(1e-12);
  });

  it('leaves out cells that are not planned, unless somebody is in one', () => {
    expect(chiSquareGoodnessOfFit([5, 5, 0], [1, 1, 0])).toMatchObject({ df: 1, pValue: 1, minExpected: 5 });
    const test = chiSquareGoodnessOfFit([5, 5, 1], [1, 1, 0]);
    expect(test).toMatchObject({ df: 1, pValue: 0, log10P: -Infinity, statistic: Infinity, impossible: true });
  });

  it('is 1 for nobody and for a single cell', () => {
    expect(chiSquareGoodnessOfFit([0, 0], [1, 2])).toMatchObject({ ok: true, statistic: 0, pValue: 1 });
    expect(chiSquareGoodnessOfFit([7, 0], [0.3, 0])).toMatchObject({ ok: true, statistic: 0, df: 0, pValue: 1 });
  });

  it('takes weights of any size, since only their proportions matter', () => {
    const test = chiSquareGoodnessOfFit([1, 2, 3], [1, 1, 1]);
    for (const weight of [1e300, Number.MAX_VALUE, 1e-300, 5e-324]) {
      const { expectedCounts, ...scaled } = {
        expectedCounts: [],
        ...chiSquareGoodnessOfFit([1, 2, 3], [weight, weight, weight]),
      };
      expect(expectedCounts).toEqual([2, 2, 2]);
      expect(test).toMatchObject(scaled);
    }
  });

  it('tells bad counts, and throws for bad weights', () => {
    expect(chiSquareGoodnessOfFit([1, -1], [1, 1])).toMatchObject({ ok: false, reason: 'invalidCounts' });
    for (const weights of [[0, 0], [1], [1, -1], [1, Number.NaN], [1, Infinity]]) {
      expect(() => chiSquareGoodnessOfFit([1, 2], weights)).toThrow(RangeError);
    }
  });
});
