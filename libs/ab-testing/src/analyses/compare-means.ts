import { type Moments, momentsOf, skewness, variance } from '@harper-edge/stats';
import { compareEstimates } from './compare-estimates.ts';
import type { Comparison, ComparisonOptions, NoResult } from './comparison.ts';
import { presentValues } from './present-values.ts';

/** An arm by its moments: count, mean and sample variance (n - 1); the skewness lets small samples be warned of. */
export interface MeanSummary {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  readonly skewness?: number;
}

/** One value per unit, zeros included; NaN, null and undefined are missing. */
export type Sample = ArrayLike<number | null | undefined>;

/**
 * Welch's t test of two means, from the values of the units or from moments: t = (mB - mA) / sqrt(vA / nA + vB / nB),
 * degrees of freedom by Satterthwaite. Welch, "The Generalization of Student's Problem", Biometrika 34 (1947), p. 28.
 * Missing values are dropped and counted.
 *
 * @throws RangeError for a level outside (0, 1) or moments that cannot be
 * @example compareMeans([3.1, 2.9, 3.4, 3.8, 2.7], [3.6, 4.1, 3.9, 4.4, 3.5]).pValue // 0.0225
 */
export function compareMeans(
  control: Sample | MeanSummary,
  treatment: Sample | MeanSummary,
  options: ComparisonOptions = {},
): Comparison | NoResult {
  const [a, b] = [summarise(control), summarise(treatment)];
  if ('ok' in a) return a;
  if ('ok' in b) return b;
  const [varianceA, varianceB] = [a.variance / a.n, b.variance / b.n];
  const estimates = [
    { estimate: a.mean, variance: varianceA, n: a.n },
    { estimate: b.mean, variance: varianceB, n: b.n },
  ] as const;
  return compareEstimates(...estimates, {
    ...options,
    method: 'welch',
    df: welchDegreesOfFreedom(estimates[0], estimates[1]),
    dropped: a.dropped + b.dropped,
    warnings: [a, b].some(isSkewed) ? ['skewed'] : [],
  });
}

/** (vA + vB)^2 / (vA^2 / (nA - 1) + vB^2 / (nB - 1)) of the variances of both means; nA + nB - 2 without variance. */
function welchDegreesOfFreedom(
  a: { readonly variance: number; readonly n: number },
  b: { readonly variance: number; readonly n: number },
): number {
  const sum = a.variance + b.variance;
  if (sum === 0) return a.n + b.n - 2;
  // As shares of the sum, whose squares cannot overflow.
  return 1 / ((a.variance / sum) ** 2 / (a.n - 1) + (b.variance / sum) ** 2 / (b.n - 1));
}

const isSkewed = ({ n, skewness = 0 }: MeanSummary): boolean => n < 355 * skewness * skewness;

/** The moments of an arm and how many values were missing. */
function summarise(arm: Sample | MeanSummary): (MeanSummary & { readonly dropped: number }) | NoResult {
  if (!('length' in arm)) return checkedSummary(arm);
  const { values, dropped, infinite } = presentValues(arm);
  if (infinite > 0)
    return { ok: false, reason: 'nonFinite', detail: `Means need finite values, got ${infinite} infinite.` };
  if (values.length < 2) return { ok: false, reason: 'insufficientData', needed: 2, received: values.length };
  const summary = summaryOf(momentsOf(values));
  if (!Number.isFinite(summary.mean) || !Number.isFinite(summary.variance)) {
    return { ok: false, reason: 'nonFinite', detail: 'The variance of these values is too large for a number.' };
  }
  return { ...summary, dropped };
}

/** A summary of moments that were merged from parts. */
export const summaryOf = (moments: Moments): MeanSummary => ({
  n: moments.n,
  mean: moments.mean,
  variance: variance(moments),
  skewness: skewness(moments),
});

function checkedSummary(summary: MeanSummary): (MeanSummary & { readonly dropped: number }) | NoResult {
  const { n, mean, variance } = summary;
  if (!Number.isSafeInteger(n) || n < 0)
    return { ok: false, reason: 'invalidCounts', detail: `n is a count, got ${n}.` };
  if (n < 2) return { ok: false, reason: 'insufficientData', needed: 2, received: n };
  if (!Number.isFinite(mean) || !Number.isFinite(variance)) {
    return { ok: false, reason: 'nonFinite', detail: `Moments are finite, got mean ${mean} and variance ${variance}.` };
  }
  if (variance < 0) throw new RangeError(`A variance is not negative, got ${variance}.`);
  return { ...summary, dropped: 0 };
}
