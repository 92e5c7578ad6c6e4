import { normalLogSf, normalSf } from '../distributions/normal.ts';
import { hybridInterval } from './newcombe-interval.ts';
import { checkLevel, type NoTest } from './no-test.ts';
import { invalidProportion, type Proportion } from './proportion.ts';

/** What the alternative hypothesis says of treatment minus control. */
export type Alternative = 'twoSided' | 'greater' | 'less';

export interface TwoProportionOptions {
  /** Default `twoSided`. */
  readonly alternative?: Alternative;
  /** Confidence of the interval of the difference, in (0, 1). Default 0.95. */
  readonly level?: number;
}

export type TwoProportionTest =
  | {
      readonly ok: true;
      /** The pooled z: positive when the treatment has the higher rate. 0 without any variation. */
      readonly statistic: number;
      readonly pValue: number;
      /** Also where the p-value underflows. */
      readonly log10P: number;
      readonly controlRate: number;
      readonly treatmentRate: number;
      /** Treatment minus control, with Newcombe's interval. */
      readonly difference: { readonly estimate: number; readonly lower: number; readonly upper: number };
    }
  | NoTest;

/**
 * The z test for equal proportions with pooled variance: z = (pB - pA) / sqrt(p (1 - p) (1 / nA + 1 / nB)) where p is
 * the rate of both together; z^2 is Pearson's chi-square of the 2 x 2 table. Both tails keep their digits, their
 * logarithm outlives underflow. Without variation, all or none succeeding, z is 0 and the two-sided p 1.
 *
 * @throws RangeError for a level outside (0, 1)
 * @example
 * twoProportionTest({ successes: 100, trials: 1000 }, { successes: 120, trials: 1000 }).pValue // 0.1529
 */
export function twoProportionTest(
  control: Proportion,
  treatment: Proportion,
  { alternative = 'twoSided', level = 0.95 }: TwoProportionOptions = {},
): TwoProportionTest {
  checkLevel(level);
  const invalid = invalidProportion(control) ?? invalidProportion(treatment);
  if (invalid !== undefined) return invalid;
  const { estimate, lower, upper } = hybridInterval(control, treatment, level);
  const [successes, trials] = [control.successes + treatment.successes, control.trials + treatment.trials];
  const variance =
    ((successes / trials) * ((trials - successes) / trials) * trials) / control.trials / treatment.trials;
  const statistic = variance === 0 ? 0 : estimate / Math.sqrt(variance);
  return {
    ok: true,
    statistic,
    ...normalTest(statistic, alternative),
    controlRate: control.successes / control.trials,
    treatmentRate: treatment.successes / treatment.trials,
    difference: { estimate, lower, upper },
  };
}

/** The p-value of a standard normal statistic and its base-10 logarithm. */
function normalTest(z: number, alternative: Alternative): { pValue: number; log10P: number } {
  if (alternative === 'twoSided') {
    const [pValue, log] = [2 * normalSf(Math.abs(z)), normalLogSf(Math.abs(z)) + Math.LN2];
    return { pValue: Math.min(1, pValue), log10P: Math.min(0, log / Math.LN10) };
  }
  const outwards = alternative === 'greater' ? z : -z;
  return { pValue: normalSf(outwards), log10P: normalLogSf(outwards) / Math.LN10 };
}
