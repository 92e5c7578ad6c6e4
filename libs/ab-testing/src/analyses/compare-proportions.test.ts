import { describe, expect, it } from 'vitest';
import { adjustFamily } from './adjust-family.ts';
import { compareProportions } from './compare-proportions.ts';
import { compareVariants } from './compare-variants.ts';
import type { Comparison } from './comparison.ts';

const of = (successes: number, trials: number) => ({ successes, trials });
const compared = (...args: Parameters<typeof compareProportions>): Comparison => {
  const result = compareProportions(...args);
  if (!result.ok) throw new Error(result.reason);
  return result;
};

describe('compareProportions', () => {
  it('takes the z test where there is enough, with lift and its log-ratio interval (by hand)', () => {
    const result = compared(of(100, 1000), of(120, 1000));
    expect(result).toMatchObject({ method: 'pooledZ', n: 1000, m: 1000, control: 0.1, treatment: 0.12, warnings: [] });
    expect(result.pValue).toBeCloseTo(0.15291778186394597, 12);
    // sqrt(0.1 * 0.9 / 1000 + 0.12 * 0.88 / 1000)
    expect(result.effect.standardError).toBeCloseTo(Math.sqrt(0.0001956), 14);
    const half = 1.959963984540054 * Math.sqrt(0.9 / 100 + 0.88 / 120);
    expect(result.relativeLift?.estimate).toBeCloseTo(0.2, 14);
    expect(result.relativeLift?.lower).toBeCloseTo(1.2 * Math.exp(-half) - 1, 12);
    expect(result.relativeLift?.upper).toBeCloseTo(1.2 * Math.exp(half) - 1, 12);
  });

  it('takes Fisher’s test below 5 expected, with a warning', () => {
    const result = compared(of(1, 6), of(8, 10));
    expect(result).toMatchObject({ method: 'fisher', warnings: ['smallExpected'] });
    expect(result.pValue).toBeCloseTo(0.034965034965034975, 12); // scipy 1.17, fisher_exact([[8, 2], [1, 5]])
    const greater = compared(of(1, 6), of(8, 10), { alternative: 'greater' });
    expect(greater.pValue).toBeCloseTo(0.024475524475524483, 12); // scipy 1.17
    expect(compared(of(1, 6), of(8, 10), { method: 'pooledZ' }).method).toBe('pooledZ');
  });

  it('has no lift over nothing, and no interval of a lift to nothing', () => {
    expect(compared(of(0, 100), of(5, 100)).relativeLift).toBeNull();
    expect(compared(of(5, 100), of(0, 100)).relativeLift).toMatchObject({ estimate: -1, lower: null, upper: null });
    expect(compared(of(0, 100), of(0, 100))).toMatchObject({ pValue: 1, log10P: 0, statistic: 0 });
  });

  it('says why there is no result', () => {
    expect(compareProportions(of(11, 10), of(1, 10))).toMatchObject({ ok: false, reason: 'invalidCounts' });
    expect(compareProportions(of(0, 0), of(1, 10))).toMatchObject({ ok: false, reason: 'insufficientData' });
    expect(() => compareProportions(of(1, 10), of(1, 10), { level: 1 })).toThrow(RangeError);
  });
});

describe('compareVariants', () => {
  it('tests all at once and each against the control by Holm', () => {
    const result = compareVariants(of(100, 1000), [of(120, 1000), of(150, 1000)]);
    if (!result.ok) throw new Error(result.reason);
    // scipy 1.17: chi2_contingency([[100, 900], [120, 880], [150, 850]], correction=False)
    expect(result.overall.statistic).toBeCloseTo(11.715137190422361, 10);
    expect(result.overall.pValue).toBeCloseTo(0.0028581846449488193, 12);
    const [first, second] = result.pairs;
    expect(second?.adjustedPValue).toBe((second?.pValue ?? 0) * 2);
    expect(first?.adjustedPValue).toBe(first?.pValue);
  });

  it('hands on what is wrong with an arm', () => {
    expect(compareVariants(of(1, 10), [of(2, 10), of(3, 2)])).toMatchObject({ ok: false, reason: 'invalidCounts' });
    expect(() => compareVariants(of(1, 10), [])).toThrow(RangeError);
  });
});

describe('adjustFamily', () => {
  it('corrects primary tests by Holm and exploratory ones by Benjamini and Hochberg (by hand)', () => {
    const adjusted = adjustFamily([
      { id: 'a', role: 'primary', pValue: 0.02 },
      { id: 'b', role: 'exploratory', pValue: 0.02 },
      { id: 'c', role: 'primary', pValue: 0.01 },
      { id: 'd', role: 'exploratory', pValue: 0.01 },
      { id: 'e', role: 'exploratory', pValue: Number.NaN },
      { id: 'f', role: 'exploratory', pValue: 0.03 },
    ]);
    expect(adjusted.map(({ id, adjustedPValue }) => [id, adjustedPValue])).toEqual([
      ['a', 0.02],
      ['b', 0.03],
      ['c', 0.02],
      ['d', 0.03],
      ['e', Number.NaN],
      ['f', 0.03],
    ]);
  });
});
