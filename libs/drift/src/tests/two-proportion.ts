import { fisherExact, twoProportionTest } from '@harper-edge/stats';
import type { CountPair } from '../count-pair.ts';
import type { NoResult, TestResult } from '../drift-test-result.ts';
import type { CountTestOptions } from './chi-square.ts';

/**
 * The two-proportion z test of counts [a, b] of two categories, current minus reference. The effect is the change of
 * the share of the second category with its interval, by Newcombe's method. p is Fisher's where a side is small.
 *
 * @throws RangeError unless there are two categories, or one: then nothing can have changed
 * @example shareTest({ reference: [900, 100], current: [850, 150] }).effect.value // 0.05
 */
export function shareTest(
  { reference, current }: CountPair,
  { exactBelow = 30, alpha = 0.05 }: CountTestOptions = {},
): TestResult | NoResult {
  if (reference.length > 2 || reference.length !== current.length) {
    throw new RangeError(`The test of a share takes two categories, got ${reference.length} and ${current.length}.`);
  }
  const [a = 0, b = 0] = Array.from(reference);
  const [c = 0, d = 0] = Array.from(current);
  const [n, m] = [a + b, c + d];
  const test = twoProportionTest({ successes: b, trials: n }, { successes: d, trials: m }, { level: 1 - alpha });
  if (!test.ok) return test;
  const isSmall = Math.min(n, m) < exactBelow;
  const fisher = isSmall ? fisherExact([[a, b], [c, d]]) : undefined; // prettier-ignore
  const { estimate, lower, upper } = test.difference;
  return {
    ok: true,
    statistic: test.statistic,
    ...(fisher?.ok === true
      ? { pValue: fisher.pValue, log10P: fisher.log10P, method: 'fisher' }
      : { pValue: test.pValue, log10P: test.log10P, method: 'z' }),
    effect: { name: 'shareChange', value: estimate, interval: { lower, upper } },
    n,
    m,
    dropped: 0,
    warnings: isSmall ? ['smallSample'] : [],
  };
}
