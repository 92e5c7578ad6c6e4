import { momentsOf, mergeMoments } from '@harper-edge/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareMeans, summaryOf } from './compare-means.ts';
import type { Comparison } from './comparison.ts';

const compared = (...args: Parameters<typeof compareMeans>): Comparison => {
  const result = compareMeans(...args);
  if (!result.ok) throw new Error(result.reason);
  return result;
};

describe('compareMeans', () => {
  it('has no p-value for values whose variance is too large for a number', () => {
    for (const values of [
      [1e308, -1e308],
      [1e200, 3e200, 2e200],
    ]) {
      expect(compareMeans([1, 1], values)).toMatchObject({ ok: false, reason: 'nonFinite' });
    }
  });

  it.each([
    {
      a: [3.1, 2.9, 3.4, 3.8, 2.7],
      b: [3.6, 4.1, 3.9, 4.4, 3.5],
      t: 2.837197462460763,
      df: 7.796668797232772,
      p: 0.022486575583864576,
      ci: [0.1321346072195011, 1.3078653927804993],
    },
    {
      a: [10, 12, 9, 11, 30, 8, 10],
      b: [14, 9, 15, 13, 12, 16, 11, 40],
      t: 0.7487126366156753,
      df: 12.857831464405999,
      p: 0.4675064626978242,
      ci: [-6.408058354224163, 13.193772639938448],
    },
  ])('of $a and $b has t = $t (scipy 1.17, ttest_ind)', ({ a, b, t, df, p, ci }) => {
    const result = compared(a, b);
    expect(result.statistic).toBeCloseTo(t, 11);
    expect(result.df).toBeCloseTo(df, 10);
    expect(result.pValue).toBeCloseTo(p, 11);
    expect(result.log10P).toBeCloseTo(Math.log10(p), 10);
    expect(result.effect.lower).toBeCloseTo(ci[0] ?? 0, 7);
    expect(result.effect.upper).toBeCloseTo(ci[1] ?? 0, 7);
    const [greater, less] = [compared(a, b, { alternative: 'greater' }), compared(a, b, { alternative: 'less' })];
    expect(greater.pValue + less.pValue).toBeCloseTo(1, 12);
  });

  it('drops and counts what is missing, and refuses what is infinite', () => {
    const result = compared([1, Number.NaN, 3, 4], [2, null, 5, undefined, 7, 8]);
    expect(result).toMatchObject({ n: 3, m: 4, dropped: 3 });
    expect(compareMeans([1, Infinity], [1, 2])).toMatchObject({ ok: false, reason: 'nonFinite' });
    expect(compareMeans([1, Number.NaN], [1, 2])).toMatchObject({ ok: false, reason: 'insufficientData', received: 1 });
  });

  it('is certain without variation, and says so', () => {
    expect(compared([5, 5, 5], [5, 5])).toMatchObject({ statistic: 0, pValue: 1, df: 3, warnings: ['noVariation'] });
    expect(compared([5, 5, 5], [6, 6])).toMatchObject({ statistic: Infinity, pValue: 0, log10P: -Infinity });
  });

  it('gives the same for moments, merged from parts, as for the values', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const sample = fc.array(value, { minLength: 3, maxLength: 40 });
    const property = fc.property(sample, sample, (a, b) => {
      const merged = mergeMoments(momentsOf(a.slice(0, 2)), momentsOf(a.slice(2)));
      const [whole, parts] = [compared(a, b), compared(summaryOf(merged), b)];
      expect(whole.pValue).toBeGreaterThanOrEqual(0);
      expect(whole.pValue).toBeLessThanOrEqual(1);
      expect(parts.pValue).toBeCloseTo(whole.pValue, 6);
      expect(compared(b, a).pValue).toBeCloseTo(whole.pValue, 12);
    });
    fc.assert(property, { seed: 1 });
  });

  it('warns of skewness and of a lift over nothing', () => {
    const skewed = [...new Array<number>(99).fill(0), 100];
    expect(compared(skewed, skewed).warnings).toEqual(['skewed', 'controlNearZero']);
    // 355 * 2^2 = 1420 units are enough for a skewness of 2.
    const arm = { n: 1420, mean: 1, variance: 1, skewness: 2 };
    expect(compared(arm, arm).warnings).toEqual([]);
    expect(compared({ ...arm, n: 1419 }, arm).warnings).toEqual(['skewed']);
    expect(compared({ n: 10, mean: 0, variance: 1 }, arm).relativeLift).toBeNull();
  });

  it('has the delta-method error of the lift (by hand)', () => {
    const lift = compared({ n: 1000, mean: 10, variance: 25 }, { n: 1000, mean: 10.5, variance: 26 }).relativeLift;
    expect(lift?.estimate).toBeCloseTo(0.05, 14);
    // sqrt(0.026 / 100 + 10.5^2 * 0.025 / 10^4)
    expect(lift?.standardError).toBeCloseTo(Math.sqrt(0.00026 + 0.000275625), 14);
  });

  it('refuses moments that cannot be', () => {
    const arm = { n: 10, mean: 1, variance: 1 };
    expect(() => compareMeans({ ...arm, variance: -1 }, arm)).toThrow(RangeError);
    expect(compareMeans({ ...arm, n: 1 }, arm)).toMatchObject({ ok: false, reason: 'insufficientData' });
    expect(compareMeans({ ...arm, n: 1.5 }, arm)).toMatchObject({ ok: false, reason: 'invalidCounts' });
    expect(compareMeans({ ...arm, mean: Number.NaN }, arm)).toMatchObject({ ok: false, reason: 'nonFinite' });
  });
});
