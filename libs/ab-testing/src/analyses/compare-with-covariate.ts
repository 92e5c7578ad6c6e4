import { covariance, momentsOf } from '@harper-edge/stats';
import { compareMeans, type Sample } from './compare-means.ts';
import { compareProportions } from './compare-proportions.ts';
import type { Comparison, ComparisonOptions, NoResult } from './comparison.ts';
import { completeRows } from './complete-rows.ts';

/** The metric of each unit and the same or a related metric from before the experiment, missing for units without history. */
export interface CovariateSample {
  readonly metric: Sample;
  readonly preMetric: Sample;
}

export interface CovariateOptions extends ComparisonOptions {
  /** No adjustment if the covariate, or having one, differs between the arms at this p-value. Default 0.001, 0 for never. */
  readonly covariateAlpha?: number;
  /** Slope from the deviations within each arm, or from all units without regard to the arm. Default `withinArms`. */
  readonly slope?: 'withinArms' | 'overall';
}

export type CovariateComparison =
  | (Comparison & {
      readonly adjusted: boolean;
      /** Slope of the metric on the covariate within the arms; 0 without adjustment or variation. */
      readonly theta: number;
      /** Slope on "has no history"; 0 where all units or none have. */
      readonly missingTheta: number;
      /** 1 - se^2 adjusted / se^2 unadjusted: the share of the sample the covariate saves. */
      readonly varianceReduction: number;
      readonly unadjusted: Comparison;
    })
  | NoResult;

/**
 * CUPED: Welch's test on y - theta (x - grand mean of x), where theta is the pooled within-arm covariance of metric and
 * covariate over the pooled within-arm variance of the covariate. It takes out what was known before, and the estimate
 * stays unbiased since x cannot depend on the arm; where x nevertheless differs between the arms at p < 0.001 something is
 * wrong, and nothing is adjusted, with a warning. Units without history get the mean of x and a second covariate that
 * marks them. Deng, Xu, Kohavi and Walker, "Improving the Sensitivity of Online Controlled Experiments by Utilizing
 * Pre-Experiment Data", WSDM 2013. O(n).
 *
 * @throws RangeError for columns of unequal length or options outside their range
 */
export function compareWithCovariate(
  control: CovariateSample,
  treatment: CovariateSample,
  { covariateAlpha = 0.001, slope = 'withinArms', ...options }: CovariateOptions = {},
): CovariateComparison {
  const [a, b] = [armOf(control), armOf(treatment)];
  if ('ok' in a) return a;
  if ('ok' in b) return b;
  const plain = compareMeans(a.y, b.y, options);
  if (!plain.ok) return plain;
  const unadjusted = { ...plain, dropped: a.dropped + b.dropped };
  if (differs(a, b, covariateAlpha)) {
    const warnings = [...unadjusted.warnings, 'covariateDiffers'] as const;
    return { ...unadjusted, warnings, adjusted: false, theta: 0, missingTheta: 0, varianceReduction: 0, unadjusted };
  }
  const arms = centred([a, b]);
  const { theta, missingTheta } = slopes(slope === 'withinArms' ? arms : [joined(arms)]);
  const [yA, yB] = arms.map(({ y, x, missing }) =>
    y.map((value, unit) => value - theta * (x[unit] as number) - missingTheta * (missing[unit] as number)),
  ) as [Float64Array, Float64Array];
  const adjusted = compareMeans(yA, yB, options);
  if (!adjusted.ok) return adjusted;
  const ratio = adjusted.effect.standardError / unadjusted.effect.standardError;
  return {
    ...adjusted,
    method: 'cuped',
    dropped: unadjusted.dropped,
    adjusted: true,
    theta,
    missingTheta,
    varianceReduction: Number.isNaN(ratio) ? 0 : 1 - ratio * ratio,
    unadjusted,
  };
}

/** Metric, covariate and 1 for "has no history" of each unit; the covariate is 0 where it is missing. */
interface Arm {
  readonly y: Float64Array;
  readonly x: Float64Array;
  readonly missing: Float64Array;
}

function armOf({ metric, preMetric }: CovariateSample): (Arm & { readonly dropped: number }) | NoResult {
  const isMissing = (value: number | null | undefined) => value === null || value === undefined || Number.isNaN(value);
  const x = Array.from(preMetric, (value) => (isMissing(value) ? 0 : value));
  const missing = Array.from(preMetric, (value) => Number(isMissing(value)));
  const rows = completeRows([metric, x, missing]);
  if ('ok' in rows) return rows;
  const [y, known, marks] = rows.columns as [Float64Array, Float64Array, Float64Array];
  return { y, x: known, missing: marks, dropped: rows.dropped };
}

const knownOf = ({ x, missing }: Arm): Float64Array => x.filter((_, unit) => missing[unit] === 0);

function differs(a: Arm, b: Arm, alpha: number): boolean {
  const [knownA, knownB] = [knownOf(a), knownOf(b)];
  const known = (arm: Arm, values: Float64Array) => ({ successes: values.length, trials: arm.x.length });
  const tests = [compareMeans(knownA, knownB), compareProportions(known(a, knownA), known(b, knownB))];
  return tests.some((test) => test.ok && test.pValue < alpha);
}

/** Covariate and mark as deviations from their grand means; a missing covariate gets the mean, a deviation of 0. */
function centred(arms: readonly [Arm, Arm]): readonly Arm[] {
  const whole = joined(arms);
  const [mean, share] = [momentsOf(knownOf(whole)).mean, momentsOf(whole.missing).mean];
  return arms.map(({ y, x, missing }) => ({
    y,
    x: x.map((value, unit) => (missing[unit] === 1 ? 0 : value - mean)),
    missing: missing.map((mark) => mark - share),
  }));
}

function joined(arms: readonly Arm[]): Arm {
  const column = (name: keyof Arm) => Float64Array.from(arms.flatMap((arm) => Array.from(arm[name])));
  return { y: column('y'), x: column('x'), missing: column('missing') };
}

/** The slopes of y on x and on the mark, from the sums of products within each group. */
function slopes(groups: readonly Arm[]): { readonly theta: number; readonly missingTheta: number } {
  const sum = (first: keyof Arm, second: keyof Arm): number =>
    groups.reduce((total, group) => total + covariance(group[first], group[second]) * (group.y.length - 1), 0);
  const [xx, xm, mm] = [sum('x', 'x'), sum('x', 'missing'), sum('missing', 'missing')];
  const [xy, my] = [sum('x', 'y'), sum('missing', 'y')];
  const determinant = xx * mm - xm * xm;
  // Without both kinds of units, or with a covariate that the mark determines, one slope is left.
  if (!(determinant > 1e-12 * xx * mm)) return { theta: xx > 0 ? xy / xx : 0, missingTheta: 0 };
  return { theta: (xy * mm - my * xm) / determinant, missingTheta: (my * xx - xy * xm) / determinant };
}
