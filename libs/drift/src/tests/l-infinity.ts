import { type CountPair, sumOverShares, totalsOf } from '../count-pair.ts';
import type { NoResult, TestResult } from '../drift-test-result.ts';
import { chiSquareTest, type CountTestOptions } from './chi-square.ts';
import { withDistance } from './with-distance.ts';

/**
 * The largest change of one share, max |p - q|, of two sets of counts or weights, in [0, 1].
 *
 * @throws RangeError for unequal lengths
 */
export function lInfinity(pair: CountPair): { readonly ok: true; readonly distance: number } | NoResult {
  const totals = totalsOf(pair);
  if (!totals.ok) return totals;
  let distance = 0;
  sumOverShares(pair, totals, ({ difference }) => (distance = Math.max(distance, Math.abs(difference))));
  return { ok: true, distance: Math.min(1, distance) };
}

/** The chi-square test of the counts with the largest change of one share as statistic and effect. */
export function lInfinityTest(pair: CountPair, options: CountTestOptions = {}): TestResult | NoResult {
  const measured = lInfinity(pair);
  return measured.ok
    ? withDistance(chiSquareTest(pair, options), { name: 'lInfinity', value: measured.distance })
    : measured;
}
