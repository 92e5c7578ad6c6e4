import { type CountPair, sumOverShares, totalsOf } from '../count-pair.ts';
import type { NoResult, TestResult } from '../drift-test-result.ts';
import { chiSquareTest, type CountTestOptions } from './chi-square.ts';
import { withDistance } from './with-distance.ts';

/**
 * The Hellinger distance sqrt(1 - sum sqrt(p q)) of two sets of counts or weights, in [0, 1], computed as the root of
 * half the sum of (sqrt p - sqrt q)^2, where close shares do not cancel.
 *
 * @throws RangeError for unequal lengths
 */
export function hellinger(pair: CountPair): { readonly ok: true; readonly distance: number } | NoResult {
  const totals = totalsOf(pair);
  if (!totals.ok) return totals;
  const squares = sumOverShares(pair, totals, ({ p, q, difference }) =>
    difference === 0 ? 0 : (difference / (Math.sqrt(p) + Math.sqrt(q))) ** 2,
  );
  return { ok: true, distance: Math.min(1, Math.sqrt(squares / 2)) };
}

/** The chi-square test of the counts with the Hellinger distance as statistic and effect. */
export function hellingerTest(pair: CountPair, options: CountTestOptions = {}): TestResult | NoResult {
  const measured = hellinger(pair);
  return measured.ok
    ? withDistance(chiSquareTest(pair, options), { name: 'hellinger', value: measured.distance })
    : measured;
}
