import { type NoResult, type TestResult } from '../drift-test-result.ts';
import { histogramKs } from '../kolmogorov-smirnov/histogram-ks.ts';
import type { NumericProfile } from '../profile/profile.ts';
import type { SortedSample } from '../sorted-sample.ts';
import { ksTest } from '../tests/kolmogorov-smirnov.ts';
import { wasserstein } from '../tests/wasserstein.ts';
import type { Wasserstein } from '../wasserstein/distance.ts';
import { histogramWasserstein } from '../wasserstein/histogram-wasserstein.ts';

/** Reference and current numbers, however much of them is kept. */
export interface NumberPair {
  ks(alpha: number): TestResult | NoResult;
  wasserstein(): Wasserstein;
}

export const exactNumbers = (
  reference: SortedSample,
  current: SortedSample,
  referenceStd: number | undefined,
): NumberPair => ({
  ks: (alpha) => ksTest(reference, current, { alpha }),
  wasserstein: () => wasserstein(reference, current, referenceStd),
});

/** @throws RangeError for histograms on other edges */
export function binnedNumbers(reference: NumericProfile, current: NumericProfile): NumberPair {
  const [first, second] = [reference.histogram.edges, current.histogram.edges];
  if (first.length !== second.length || first.some((edge, index) => edge !== second[index])) {
    throw new RangeError(`The profile of column "${reference.name}" is not on the edges of the baseline.`);
  }
  const rankError = reference.rankError + current.rankError;
  return {
    ks: (alpha) => histogramKs(reference.histogram, current.histogram, { alpha, rankError }),
    wasserstein: () => histogramWasserstein(reference, current),
  };
}
