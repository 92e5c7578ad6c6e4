import { chiSquareGoodnessOfFit } from '@harper-edge/stats';
import { checkShare, type NoResult } from './comparison.ts';

export type SampleRatio =
  | {
      readonly ok: true;
      readonly method: 'chiSquare';
      readonly statistic: number;
      readonly df: number;
      readonly pValue: number;
      readonly log10P: number;
      /** All units. */
      readonly n: number;
      /** Planned units of each arm. */
      readonly expectedCounts: readonly number[];
      readonly minExpected: number;
      /** Units are in an arm that was to have none. */
      readonly impossible: boolean;
      /** The split is not the planned one: do not read the results before the cause is found. */
      readonly mismatch: boolean;
    }
  | NoResult;

/**
 * Whether the arms got the shares of units they were to get, by Pearson's chi-square. For one look at the end; at every
 * look use `sequentialSampleRatio`. Fabijan et al., "Diagnosing Sample Ratio Mismatch in Online Controlled Experiments",
 * KDD 2019.
 *
 * @param weights finite and not negative, one per arm, at least one positive; need not sum to 1
 * @param alpha mismatch below this p-value, default 0.001
 * @throws RangeError for other weights or an alpha outside (0, 1)
 * @example sampleRatio([8900, 1100], [0.9, 0.1]).mismatch // true, p = 0.00086
 */
export function sampleRatio(
  counts: ArrayLike<number>,
  weights: ArrayLike<number>,
  { alpha = 0.001 }: { readonly alpha?: number } = {},
): SampleRatio {
  checkShare('alpha', alpha);
  const test = chiSquareGoodnessOfFit(counts, weights);
  return test.ok ? { ...test, method: 'chiSquare', mismatch: test.pValue < alpha } : test;
}
