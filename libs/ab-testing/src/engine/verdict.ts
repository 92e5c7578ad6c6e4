import type { MetricResult } from './compare-arms.ts';
import type { ExperimentPlan } from './experiment-plan.ts';

/**
 * - `sample_ratio_mismatch`: the arms did not get the units they should have; nothing else can be believed.
 * - `guardrail_violation`: a variant makes a guardrail worse by more than its margin.
 * - `significant_winner`: one variant, which may be the baseline, is better in a primary metric and safe in all guardrails.
 * - `no_difference`: what difference there is does not matter, or the planned units are there and none was found.
 * - `collecting`: not known yet.
 */
export type ExperimentStatus =
  'collecting' | 'no_difference' | 'significant_winner' | 'sample_ratio_mismatch' | 'guardrail_violation';

/** A comparison with its p-value adjusted for all that were made in the same role. */
export interface AdjustedResult extends MetricResult {
  readonly adjustedPValue: number;
}

export interface Verdict {
  readonly status: ExperimentStatus;
  readonly winner: string | null;
  /** Variants that violate a guardrail. */
  readonly violating: readonly string[];
  /** A variant that is better but not yet shown to be safe. */
  readonly waitingFor: readonly string[];
}

export interface Evidence {
  readonly plan: ExperimentPlan;
  /** Units over all arms. */
  readonly units: number;
  readonly results: readonly AdjustedResult[];
  readonly sampleRatioMismatch: boolean;
}

/** What the evidence allows to say. The first that applies, in the order of `ExperimentStatus`. */
export function reachVerdict({ plan, units, results, sampleRatioMismatch }: Evidence): Verdict {
  const violating = unique(results.filter(({ guardrail }) => guardrail === 'violated'));
  const verdict = (status: ExperimentStatus, winner: string | null = null, waitingFor: readonly string[] = []) => ({
    status,
    winner,
    violating,
    waitingFor,
  });
  if (sampleRatioMismatch) return verdict('sample_ratio_mismatch');
  if (violating.length > 0) return verdict('guardrail_violation');
  const isComplete = plan.plannedUnits !== undefined && units >= plan.plannedUnits;
  if (plan.analysis === 'fixedHorizon' && !isComplete) return verdict('collecting');
  const primary = results.filter(({ role }) => role === 'primary');
  const expected = plan.metrics.filter(({ role }) => role === 'primary').length * (plan.variants.length - 1);
  const gains = primary.filter((result) => isSignificant(result, plan) && benefit(result, plan) > 0);
  const losses = primary.filter((result) => isSignificant(result, plan) && benefit(result, plan) < 0);
  // What is better in one primary metric and worse in another is no winner.
  const better = gains.filter(({ variant }) => losses.every((loss) => loss.variant !== variant));
  const unsafe = new Set(results.filter(({ guardrail }) => guardrail === 'unknown').map(({ variant }) => variant));
  const [best] = better
    .filter(({ variant }) => !unsafe.has(variant))
    .sort((first, second) => benefit(second, plan) - benefit(first, plan));
  if (best) return verdict('significant_winner', best.variant);
  if (better.length > 0) return verdict('collecting', null, unique(better));
  const lost = new Set(losses.map(({ variant }) => variant));
  if (lost.size === plan.variants.length - 1 && gains.length === 0) {
    return verdict('significant_winner', plan.variants[0]?.id ?? null);
  }
  const negligible = primary.length === expected && primary.every((result) => isNegligible(result, plan));
  return verdict(negligible || isComplete ? 'no_difference' : 'collecting');
}

export const isSignificant = ({ adjustedPValue }: AdjustedResult, { alpha }: ExperimentPlan): boolean =>
  adjustedPValue <= alpha;

/** The relative change for the better; without a baseline the absolute one. */
function benefit({ lift, effect, metric }: AdjustedResult, { metrics }: ExperimentPlan): number {
  const goal = metrics.find(({ id }) => id === metric)?.goal;
  return (goal === 'decrease' ? -1 : 1) * (lift ?? effect).estimate;
}

const isNegligible = ({ lift }: AdjustedResult, { smallestLift }: ExperimentPlan): boolean =>
  (lift?.lower ?? -Infinity) > -smallestLift && (lift?.upper ?? Infinity) < smallestLift;

const unique = (results: readonly AdjustedResult[]): string[] => [...new Set(results.map(({ variant }) => variant))];
