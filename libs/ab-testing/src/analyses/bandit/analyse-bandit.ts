import { normalIsf } from '@harper-edge/stats';
import { checkShare, type Effect, type NoResult } from '../comparison.ts';

/** What one arm got and gave in one period. */
export interface BanditArmPeriod {
  /** Share of the units the arm was to get, in (0, 1]. */
  readonly weight: number;
  readonly n: number;
  /** Sum of the metric of its units; for conversions their number. */
  readonly sum: number;
  /** Sum of the squares; for conversions their number again. */
  readonly sumOfSquares: number;
}

/** One period with constant weights: an entry per arm, in the same order in all periods. */
export type BanditPeriod = readonly BanditArmPeriod[];

export type BanditAnalysis =
  | {
      readonly ok: true;
      /** The mean of each arm as if all units of all periods had been in it. */
      readonly arms: readonly Effect[];
      /** Each arm minus the first. */
      readonly differences: readonly Effect[];
      /** All units. */
      readonly n: number;
    }
  | NoResult;

/**
 * The means of the arms of a bandit, by inverse-probability weighting: units of an arm count 1 / weight of the arm in their
 * period, m = sum of sums / w over sum of n / w. Plain averages would be biased where both the weights and the metric
 * change over time (Simpson's paradox). Standard error by linearisation, sqrt(sum over units of ((y - m) / w)^2) over
 * sum of n / w. Hájek (1971); Bowden and Trippa, "Unbiased Estimation for Response Adaptive Clinical Trials", Statistical
 * Methods in Medical Research 26 (2017), p. 2376.
 *
 * @param level of the confidence intervals, in (0, 1), default 0.95
 * @throws RangeError for a level outside (0, 1) or periods with unequal numbers of arms
 */
export function analyseBandit(
  periods: readonly BanditPeriod[],
  { level = 0.95 }: { readonly level?: number } = {},
): BanditAnalysis {
  checkShare('A confidence level', level);
  const problem = problemOf(periods);
  if (problem !== undefined) return problem;
  const z = normalIsf((1 - level) / 2);
  const effect = (estimate: number, variance: number): Effect => {
    const standardError = Math.sqrt(variance);
    return { estimate, standardError, lower: estimate - z * standardError, upper: estimate + z * standardError };
  };
  const count = periods[0]?.length ?? 0;
  const means = Array.from({ length: count }, (_, arm) =>
    weightedMean(periods.map((period) => period[arm] as BanditArmPeriod)),
  );
  const first = means[0] as WeightedMean;
  return {
    ok: true,
    arms: means.map(({ mean, variance }) => effect(mean, variance)),
    differences: means.slice(1).map(({ mean, variance }) => effect(mean - first.mean, variance + first.variance)),
    n: periods.flat().reduce((sum, { n }) => sum + n, 0),
  };
}

interface WeightedMean {
  readonly mean: number;
  readonly variance: number;
}

function weightedMean(entries: readonly BanditArmPeriod[]): WeightedMean {
  const total = (value: (entry: BanditArmPeriod) => number) => entries.reduce((sum, entry) => sum + value(entry), 0);
  const units = total(({ n, weight }) => n / weight);
  const mean = total(({ sum, weight }) => sum / weight) / units;
  const squares = total(
    ({ n, sum, sumOfSquares, weight }) => Math.max(0, sumOfSquares - 2 * mean * sum + mean * mean * n) / weight ** 2,
  );
  return { mean, variance: squares / units ** 2 };
}

function problemOf(periods: readonly BanditPeriod[]): NoResult | undefined {
  const count = periods[0]?.length ?? 0;
  if (periods.some((period) => period.length !== count)) throw new RangeError('Periods have the same arms.');
  for (const { weight, n, sum, sumOfSquares } of periods.flat()) {
    if (!Number.isSafeInteger(n) || n < 0)
      return { ok: false, reason: 'invalidCounts', detail: `n is a count, got ${n}.` };
    if (!(weight > 0 && weight <= 1)) {
      return { ok: false, reason: 'zeroDenominator', detail: `Weights lie in (0, 1], got ${weight}.` };
    }
    if (!Number.isFinite(sum) || !Number.isFinite(sumOfSquares)) {
      return { ok: false, reason: 'nonFinite', detail: `Sums are finite, got ${sum} and ${sumOfSquares}.` };
    }
  }
  const unitsOf = (arm: number) => periods.reduce((sum, period) => sum + (period[arm] as BanditArmPeriod).n, 0);
  const received = Math.min(...Array.from({ length: count }, (_, arm) => unitsOf(arm)));
  return count === 0 || received < 2
    ? { ok: false, reason: 'insufficientData', needed: 2, received: count === 0 ? 0 : received }
    : undefined;
}
