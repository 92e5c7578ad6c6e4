import { type Alternative, normalIsf, studentTIsf, studentTLogSf, studentTSf } from '@harper-edge/stats';
import { checkShare, type Comparison, type ComparisonOptions, type Lift, type Warning } from './comparison.ts';

/** The mean of an arm, or a function of means, and the variance of that estimate. */
export interface ArmEstimate {
  readonly estimate: number;
  readonly variance: number;
  readonly n: number;
}

export interface EstimateOptions extends ComparisonOptions {
  readonly method: string;
  /** Degrees of freedom of Student's t; normal without. */
  readonly df?: number;
  readonly dropped?: number;
  readonly warnings?: readonly Warning[];
}

/**
 * Compares two independent estimates: statistic = difference / sqrt(vA + vB), referred to Student's t or the normal
 * distribution, with the relative lift b / a - 1 and its delta-method variance vB / a^2 + b^2 vA / a^4. Without variance
 * p is 1 for equal estimates and 0 for others, with a warning.
 */
export function compareEstimates(control: ArmEstimate, treatment: ArmEstimate, options: EstimateOptions): Comparison {
  const { method, df = Infinity, alternative = 'twoSided', level = 0.95, dropped = 0, warnings = [] } = options;
  checkShare('A confidence level', level);
  const difference = treatment.estimate - control.estimate;
  const standardError = Math.sqrt(control.variance + treatment.variance);
  const statistic = difference === 0 ? 0 : difference / standardError;
  const quantile = df === Infinity ? normalIsf((1 - level) / 2) : studentTIsf((1 - level) / 2, df);
  const nearZero = control.estimate ** 2 < 4 * control.variance;
  return {
    ok: true,
    method,
    statistic,
    ...(df === Infinity ? {} : { df }),
    ...referenceTest(statistic, { df, alternative }),
    control: control.estimate,
    treatment: treatment.estimate,
    effect: { estimate: difference, standardError, ...around(difference, quantile * standardError) },
    relativeLift: relativeLift(control, treatment, quantile),
    n: control.n,
    m: treatment.n,
    dropped,
    warnings: [
      ...warnings,
      ...(standardError === 0 ? (['noVariation'] as const) : []),
      ...(nearZero ? (['controlNearZero'] as const) : []),
    ],
  };
}

const around = (middle: number, half: number) => ({ lower: middle - half, upper: middle + half });

function relativeLift(control: ArmEstimate, treatment: ArmEstimate, quantile: number): Lift | null {
  if (control.estimate === 0) return null;
  const estimate = (treatment.estimate - control.estimate) / control.estimate;
  const ratio = treatment.estimate / control.estimate;
  const standardError = Math.sqrt(treatment.variance + ratio * ratio * control.variance) / Math.abs(control.estimate);
  return { estimate, standardError, ...around(estimate, quantile * standardError) };
}

/** The p-value of a statistic under Student's t with `df` degrees of freedom, and its base-10 logarithm. */
export function referenceTest(
  statistic: number,
  { df, alternative }: { readonly df: number; readonly alternative: Alternative },
): { readonly pValue: number; readonly log10P: number } {
  const outwards =
    alternative === 'twoSided' ? Math.abs(statistic) : alternative === 'greater' ? statistic : -statistic;
  const sides = alternative === 'twoSided' ? 2 : 1;
  return {
    pValue: Math.min(1, sides * studentTSf(outwards, df)),
    log10P: Math.min(0, (studentTLogSf(outwards, df) + Math.log(sides)) / Math.LN10),
  };
}
