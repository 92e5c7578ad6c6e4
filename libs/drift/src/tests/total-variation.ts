import { type CountPair, sumOverShares, totalsOf } from '../count-pair.ts';
import type { NoResult, TestResult } from '../drift-test-result.ts';
import { chiSquareTest, type CountTestOptions } from './chi-square.ts';
import { withDistance } from './with-distance.ts';

/**
 * The total variation distance, half the sum of |p - q|, of two sets of counts or weights: the share of the data that
 * would have to change its category, in [0, 1].
 *
 * @throws RangeError for unequal lengths
 */
export function totalVariation(pair: CountPair): { readonly ok: true; readonly distance: number } | NoResult {
  const totals = totalsOf(pair);
  if (!totals.ok) return totals;
  const sum = sumOverShares(pair, totals, ({ difference }) => Math.abs(difference));
  return { ok: true, distance: Math.min(1, sum / 2) };
}

/** The chi-square test of the counts with the total variation distance as statistic and effect. */
export function totalVariationTest(pair: CountPair, options: CountTestOptions = {}): TestResult | NoResult {
  const measured = totalVariation(pair);
  return measured.ok
    ? withDistance(chiSquareTest(pair, options), { name: 'totalVariation', value: measured.distance })
    : measured;
}
