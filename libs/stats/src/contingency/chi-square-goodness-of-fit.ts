import { differenceOfProducts } from '../special/difference-of-products.ts';
import { chiSquareTail } from './chi-square-tail.ts';
import { invalidCount, type NoTest } from './no-test.ts';
import { plannedWeights } from './planned-weights.ts';

export type ChiSquareGoodnessOfFit =
  | {
      readonly ok: true;
      /** Infinity where a cell of weight 0 has a count. */
      readonly statistic: number;
      readonly df: number;
      readonly pValue: number;
      /** Also where the p-value underflows; -Infinity for the impossible. */
      readonly log10P: number;
      readonly n: number;
      /** One per cell, 0 where the weight is 0. */
      readonly expectedCounts: readonly number[];
      /** Over the cells with weight. */
      readonly minExpected: number;
      /** A cell of weight 0 has a count. */
      readonly impossible: boolean;
    }
  | NoTest;

/**
 * Pearson's test that counts come from shares proportional to `weights`: expected E = weight / sum of weights * n,
 * statistic = sum of (O - E)^2 / E, df = cells with weight - 1. Cells of weight 0 without counts are left out; one with
 * counts is impossible: p = 0. No counts at all or a single cell: statistic 0 and p = 1. O(k).
 *
 * @param planned weights, finite and not negative, one per count, at least one positive; need not sum to 1
 * @throws RangeError for other weights
 * @example chiSquareGoodnessOfFit([10100, 9900], [1, 1]).pValue // 0.1573
 */
export function chiSquareGoodnessOfFit(counts: ArrayLike<number>, planned: ArrayLike<number>): ChiSquareGoodnessOfFit {
  const { weights, total } = plannedWeights(planned, counts.length);
  const invalid = invalidCount(counts);
  if (invalid !== undefined) return invalid;
  const n = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const expectedCounts: number[] = [];
  let [statistic, cells, minExpected, impossible] = [0, 0, Infinity, false];
  for (let cell = 0; cell < counts.length; cell += 1) {
    const [count, weight] = [counts[cell] as number, weights[cell] as number];
    const expected = (weight / total) * n;
    expectedCounts.push(expected);
    if (weight === 0) {
      impossible ||= count > 0;
      continue;
    }
    cells += 1;
    minExpected = Math.min(minExpected, expected);
    const excess = differenceOfProducts([count, total], [weight, n]) / total;
    if (n > 0) statistic += (excess * excess) / expected;
  }
  const df = cells - 1;
  if (cells === 1) statistic = 0;
  const common = { df, n, expectedCounts, minExpected, impossible };
  if (impossible) return { ok: true, statistic: Infinity, pValue: 0, log10P: -Infinity, ...common };
  return { ok: true, statistic, ...chiSquareTail(statistic, df), ...common };
}
