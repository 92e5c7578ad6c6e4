import { fisherExact, normalIsf, type Proportion, twoProportionTest } from '@harper-edge/stats';
import type { Comparison, ComparisonOptions, Lift, NoResult } from './comparison.ts';

export interface ProportionOptions extends ComparisonOptions {
  /**
   * - `pooledZ`: the z test with pooled variance.
   * - `fisher`: Fisher's exact p, with the z as statistic.
   * - `auto`: Fisher below 5 expected successes or failures in an arm, z from there on.
   *
   * Default `auto`.
   */
  readonly method?: 'auto' | 'pooledZ' | 'fisher';
}

/**
 * Compares two conversion rates. The difference has Newcombe's interval, the relative lift pB / pA - 1 the log-ratio
 * interval exp(log(pB / pA) +- z sqrt((1 - pA) / (nA pA) + (1 - pB) / (nB pB))) - 1, null where a rate is 0, and the
 * delta-method standard error; the standard error of the difference is the unpooled one.
 *
 * @throws RangeError for a level outside (0, 1)
 * @example
 * compareProportions({ successes: 100, trials: 1000 }, { successes: 120, trials: 1000 }).relativeLift.estimate // 0.2
 */
export function compareProportions(
  control: Proportion,
  treatment: Proportion,
  { method = 'auto', alternative = 'twoSided', level = 0.95 }: ProportionOptions = {},
): Comparison | NoResult {
  const test = twoProportionTest(control, treatment, { alternative, level });
  if (!test.ok) return test;
  const small = minExpected(control, treatment) < 5;
  const exact = method === 'fisher' || (method === 'auto' && small);
  const variances = [control, treatment].map(rateVariance) as [number, number];
  return {
    ok: true,
    method: exact ? 'fisher' : 'pooledZ',
    statistic: test.statistic,
    ...(exact ? exactP(control, treatment, alternative) : { pValue: test.pValue, log10P: test.log10P }),
    control: test.controlRate,
    treatment: test.treatmentRate,
    effect: { ...test.difference, standardError: Math.sqrt(variances[0] + variances[1]) },
    relativeLift: rateLift(test, variances, { control, treatment, level }),
    n: control.trials,
    m: treatment.trials,
    dropped: 0,
    warnings: small ? ['smallExpected'] : [],
  };
}

const rateVariance = ({ successes, trials }: Proportion): number =>
  ((successes / trials) * ((trials - successes) / trials)) / trials;

function minExpected(control: Proportion, treatment: Proportion): number {
  const [successes, trials] = [control.successes + treatment.successes, control.trials + treatment.trials];
  const fewest = Math.min(control.trials, treatment.trials);
  return (fewest / trials) * Math.min(successes, trials - successes);
}

function exactP(control: Proportion, treatment: Proportion, alternative: 'twoSided' | 'greater' | 'less') {
  const row = ({ successes, trials }: Proportion) => [successes, trials - successes];
  const test = fisherExact([row(treatment), row(control)], { alternative });
  // Both arms were checked before and have trials.
  return test.ok ? { pValue: test.pValue, log10P: test.log10P } : { pValue: 1, log10P: 0 };
}

interface Rates {
  readonly controlRate: number;
  readonly treatmentRate: number;
  readonly difference: { readonly estimate: number };
}

function rateLift(
  { controlRate, treatmentRate, difference }: Rates,
  [controlVariance, treatmentVariance]: readonly [number, number],
  { control, treatment, level }: { control: Proportion; treatment: Proportion; level: number },
): Lift | null {
  if (control.successes === 0) return null;
  const ratio = treatmentRate / controlRate;
  const standardError = Math.sqrt(treatmentVariance + ratio * ratio * controlVariance) / controlRate;
  const estimate = difference.estimate / controlRate;
  if (treatment.successes === 0) return { estimate, standardError, lower: null, upper: null };
  // (1 - p) / (n p), without forming 1 - p.
  const failureOdds = ({ successes, trials }: Proportion) => (trials - successes) / trials / successes;
  const half = normalIsf((1 - level) / 2) * Math.sqrt(failureOdds(control) + failureOdds(treatment));
  return { estimate, standardError, lower: ratio * Math.exp(-half) - 1, upper: ratio * Math.exp(half) - 1 };
}
