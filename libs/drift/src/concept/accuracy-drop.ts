import { fisherExact, type Proportion, twoProportionTest } from '@harper-edge/stats';
import { checkAlpha, insufficientData, type NoResult, type TestResult } from '../drift-test-result.ts';
import { type Severity, severityOf } from '../severity.ts';

export interface AccuracyDropOptions {
  /** The p-value of the first key; in (0, 1), default 0.05. */
  readonly alpha?: number;
  /** The drop of the second key, as a share; in [0, 1], default 0.05. */
  readonly minimumDrop?: number;
  /** How many labelled predictions each side needs; default 100. */
  readonly minimumSamples?: number;
}

export interface AccuracyDrop extends TestResult {
  readonly method: 'pooledZ' | 'fisherExact';
  readonly severity: Severity;
  readonly referenceAccuracy: number;
  readonly currentAccuracy: number;
}

/** Below this many expected successes or failures the normal approximation is left for the exact test. */
const leastExpected = 5;

/**
 * Concept drift where labels have come: is the accuracy lower than that of the reference? One-sided, by the pooled z of
 * two proportions, or Fisher's exact test where fewer than 5 successes or failures are expected on a side. The effect is
 * the drop, reference minus current, with Newcombe's interval at confidence 1 - alpha, two-sided. `drift` takes a p of at
 * most alpha and a drop of at least `minimumDrop`. The accuracy of a rule is all this needs: count any event that should
 * keep its rate, such as answers within a tolerance.
 *
 * @param reference right answers among the labelled predictions of the baseline, on data the model was not fitted to
 * @param current the same of the time in question; predictions without a label are left out
 * @throws RangeError for options out of range
 * @example accuracyDrop({ successes: 900, trials: 1000 }, { successes: 160, trials: 200 }).severity // 'drift'
 */
export function accuracyDrop(
  reference: Proportion,
  current: Proportion,
  { alpha = 0.05, minimumDrop = 0.05, minimumSamples = 100 }: AccuracyDropOptions = {},
): AccuracyDrop | NoResult {
  checkAlpha(alpha);
  if (!(minimumDrop >= 0 && minimumDrop <= 1)) throw new RangeError(`minimumDrop lies in [0, 1], got ${minimumDrop}.`);
  if (!(minimumSamples >= 1)) throw new RangeError(`minimumSamples is at least 1, got ${minimumSamples}.`);
  const test = twoProportionTest(current, reference, { alternative: 'greater', level: 1 - alpha });
  const received = Math.min(reference.trials, current.trials);
  if (!test.ok && test.reason === 'invalidCounts') return test;
  if (!test.ok || received < minimumSamples) return insufficientData(minimumSamples, received);
  const exact = isSparse(reference, current) ? exactTail(reference, current) : undefined;
  const { pValue, log10P } = exact ?? test;
  const { estimate, lower, upper } = test.difference;
  return {
    ok: true,
    statistic: test.statistic,
    pValue,
    log10P,
    effect: { name: 'accuracyDrop', value: estimate, interval: { lower, upper } },
    method: exact === undefined ? 'pooledZ' : 'fisherExact',
    n: reference.trials,
    m: current.trials,
    dropped: 0,
    warnings: [],
    severity: severityOf({ significant: pValue <= alpha, large: estimate >= minimumDrop }),
    referenceAccuracy: test.treatmentRate,
    currentAccuracy: test.controlRate,
  };
}

function isSparse(first: Proportion, second: Proportion): boolean {
  const trials = first.trials + second.trials;
  const successes = first.successes + second.successes;
  return (Math.min(first.trials, second.trials) * Math.min(successes, trials - successes)) / trials < leastExpected;
}

function exactTail(reference: Proportion, current: Proportion): { pValue: number; log10P: number } | undefined {
  const row = ({ successes, trials }: Proportion) => [successes, trials - successes];
  const test = fisherExact([row(reference), row(current)], { alternative: 'greater' });
  return test.ok ? test : undefined;
}
