import { momentsOf, variance } from '@harper-edge/stats';
import { type ArmEstimate, compareEstimates } from './compare-estimates.ts';
import type { Comparison, ComparisonOptions, NoResult } from './comparison.ts';
import { completeRows } from './complete-rows.ts';
import type { Sample } from './compare-means.ts';

/** Numerator and denominator of each unit, as revenue and orders; units with a missing value are dropped. */
export interface RatioSample {
  readonly numerator: Sample;
  readonly denominator: Sample;
}

/**
 * Compares ratios of totals, R = mean(numerator) / mean(denominator), where the denominator varies between units, as in
 * revenue per order or clicks per page view. By the delta method Var R = (vN / D^2 + vD N^2 / D^4 - 2 cov N / D^3) / n,
 * which is the variance of the residuals numerator - R denominator over n D^2. Deng, Knoblich and Lu, "Applying the Delta
 * Method in Metric Analytics", KDD 2018. Referred to the normal distribution.
 *
 * @throws RangeError for samples of unequal length or a level outside (0, 1)
 */
export function compareRatios(
  control: RatioSample,
  treatment: RatioSample,
  options: ComparisonOptions = {},
): Comparison | NoResult {
  const [a, b] = [ratioOf(control), ratioOf(treatment)];
  if ('ok' in a) return a;
  if ('ok' in b) return b;
  return compareEstimates(a, b, { ...options, method: 'ratioDeltaMethod', dropped: a.dropped + b.dropped });
}

function ratioOf({ numerator, denominator }: RatioSample): (ArmEstimate & { readonly dropped: number }) | NoResult {
  const rows = completeRows([numerator, denominator]);
  if ('ok' in rows) return rows;
  const [above, below] = rows.columns as [Float64Array, Float64Array];
  const n = above.length;
  if (n < 2) return { ok: false, reason: 'insufficientData', needed: 2, received: n };
  const [top, bottom] = [momentsOf(above).mean, momentsOf(below).mean];
  if (bottom === 0) return { ok: false, reason: 'zeroDenominator', detail: 'The denominators have mean 0.' };
  const estimate = top / bottom;
  const residuals = above.map((value, unit) => value - top - estimate * ((below[unit] as number) - bottom));
  const spread = residuals.every(Number.isFinite) ? variance(momentsOf(residuals)) / n / bottom ** 2 : Infinity;
  if (!Number.isFinite(spread)) {
    return { ok: false, reason: 'nonFinite', detail: 'The variance of this ratio is too large for a number.' };
  }
  return { estimate, variance: spread, n, dropped: rows.dropped };
}
