import { adjustFamily } from '../analyses/adjust-family.ts';
import { sampleRatio } from '../analyses/sample-ratio.ts';
import { sequentialSampleRatio } from '../analyses/sequential-sample-ratio.ts';
import { compileExperiment } from '../assignment/compile-experiment.ts';
import { compareArms, type ExperimentLooks, type Interval } from './compare-arms.ts';
import { emptySums, momentsOfSums } from './exact-sums.ts';
import type { ExperimentPlan } from './experiment-plan.ts';
import { exposureQuality, type ExposureQuality } from './exposure-quality.ts';
import { recommend } from './recommendation.ts';
import type { ExperimentTotals } from './totals.ts';
import { isSignificant, reachVerdict, type AdjustedResult, type ExperimentStatus } from './verdict.ts';

/** What earlier looks have shown; empty at the first. Plain JSON. */
export interface AnalysisHistory {
  readonly comparisons: ExperimentLooks;
  /** The smallest p-value of the planned shares. */
  readonly sampleRatioPValue: number;
}

export const noHistory: AnalysisHistory = { comparisons: {}, sampleRatioPValue: 1 };

/** One arm. */
export interface VariantResult {
  readonly id: string;
  readonly isBaseline: boolean;
  readonly units: number;
  /** Mean per unit by metric: conversion rate, revenue per unit. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Against the baseline, by metric; empty for the baseline and while there are too few units. */
  readonly comparisons: Readonly<Record<string, AdjustedResult>>;
}

export interface ExperimentAnalysis {
  readonly experimentId: string;
  readonly status: ExperimentStatus;
  /** The variant to use; null unless the status is `significant_winner`. */
  readonly winner: string | null;
  /** Whether a primary metric differs, at `alpha` over all variants and looks, in an experiment that can be trusted. */
  readonly isSignificant: boolean;
  /** Relative change of the deciding metric in the variant with the strongest evidence; null while there is none. */
  readonly conversionLift: number | null;
  readonly lift: Interval | null;
  /** Adjusted for the number of comparisons, and valid at any look for sequential experiments. */
  readonly pValue: number;
  /** 1 - pValue: how clear the difference is, not the probability that a variant is better. */
  readonly confidence: number;
  /** Bayesian: the probability that this variant is better than the baseline in this metric; null while unknown. */
  readonly chanceToWin: number | null;
  readonly units: number;
  readonly variants: readonly VariantResult[];
  readonly sampleRatioMismatch: boolean;
  readonly sampleRatio: {
    readonly pValue: number;
    readonly counts: readonly number[];
    readonly planned: readonly number[];
  };
  readonly exposures: ExposureQuality;
  readonly refusedEvents: ExperimentTotals['refused'];
  readonly recommendation: string;
}

/**
 * The state of an experiment from its totals: O(variants x metrics), whatever the number of units.
 *
 * @returns the analysis, and the history to give to the next look
 */
export function analyzeTotals(
  plan: ExperimentPlan,
  totals: ExperimentTotals,
  history: AnalysisHistory = noHistory,
): { readonly analysis: ExperimentAnalysis; readonly history: AnalysisHistory } {
  const counts = plan.variants.map(({ id }) => totals.variants[id]?.units ?? 0);
  const units = counts.reduce((sum, count) => sum + count, 0);
  const { results, looks } = compareAll(plan, totals, history.comparisons);
  const ratio = checkSampleRatio(plan, counts, history.sampleRatioPValue);
  const exposures = exposureQuality(totals);
  const verdict = reachVerdict({ plan, units, results, sampleRatioMismatch: ratio.mismatch });
  const leading = leadingResult(results, verdict.winner);
  const pValue = leading?.adjustedPValue ?? 1;
  const isDecided = plan.analysis === 'sequential' || units >= (plan.plannedUnits ?? Infinity);
  return {
    analysis: {
      experimentId: plan.id,
      status: verdict.status,
      winner: verdict.winner,
      isSignificant: leading !== undefined && isDecided && !ratio.mismatch && isSignificant(leading, plan),
      conversionLift: leading?.lift?.estimate ?? null,
      lift: leading?.lift ?? null,
      pValue,
      confidence: 1 - pValue,
      chanceToWin: leading?.chanceToWin ?? null,
      units,
      variants: plan.variants.map(({ id }, index) => describeVariant({ plan, totals, results }, id, index === 0)),
      sampleRatioMismatch: ratio.mismatch,
      sampleRatio: { pValue: ratio.pValue, counts, planned: ratio.planned },
      exposures,
      refusedEvents: totals.refused,
      recommendation: recommend({ plan, verdict, leading, units, exposures }),
    },
    history: { comparisons: looks, sampleRatioPValue: ratio.pValue },
  };
}

function compareAll(plan: ExperimentPlan, totals: ExperimentTotals, looks: ExperimentLooks) {
  const treatments = plan.variants.slice(1);
  const outcomes = plan.metrics
    .flatMap((metric) => treatments.map(({ id }) => compareArms({ plan, totals, looks }, metric, id)))
    .filter((outcome) => outcome !== null);
  const tests = outcomes.map(({ result }) => ({
    ...result,
    metricRole: result.role,
    role: result.role === 'primary' ? ('primary' as const) : ('exploratory' as const),
  }));
  const results: AdjustedResult[] = adjustFamily(tests).map(({ metricRole, ...test }) => ({
    ...test,
    role: metricRole,
  }));
  return { results, looks: Object.assign({}, looks, ...outcomes.map((outcome) => outcome.looks)) as ExperimentLooks };
}

/** The planned shares are those of the ranges, which is what assignment goes by. */
function checkSampleRatio(plan: ExperimentPlan, counts: readonly number[], previousPValue: number) {
  const planned = compileExperiment({ ...plan, coverage: 1 }).ranges.map(([start, end]) => Math.max(0, end - start));
  const test =
    plan.analysis === 'sequential'
      ? sequentialSampleRatio(counts, planned, { previousPValue })
      : sampleRatio(counts, planned);
  if (!test.ok) return { pValue: previousPValue, mismatch: false, planned };
  return { pValue: test.pValue, mismatch: test.mismatch, planned };
}

/** The comparison a reader is shown first: that of the winner, else the one with the most evidence. */
function leadingResult(results: readonly AdjustedResult[], winner: string | null): AdjustedResult | undefined {
  const primary = results.filter(({ role }) => role === 'primary');
  const candidates = primary.filter(({ variant }) => variant === winner);
  return [...(candidates.length > 0 ? candidates : primary)].sort(
    (first, second) => first.adjustedPValue - second.adjustedPValue,
  )[0];
}

function describeVariant(
  { plan, totals, results }: { plan: ExperimentPlan; totals: ExperimentTotals; results: readonly AdjustedResult[] },
  id: string,
  isBaseline: boolean,
): VariantResult {
  const arm = totals.variants[id] ?? { units: 0, metrics: {} };
  const means = plan.metrics.map((metric) => {
    const { mean } = momentsOfSums(arm.metrics[metric.id] ?? emptySums, arm.units);
    return [metric.id, mean] as const;
  });
  const own = results.filter(({ variant }) => variant === id).map((result) => [result.metric, result] as const);
  return {
    id,
    isBaseline,
    units: arm.units,
    metrics: Object.fromEntries(means),
    comparisons: Object.fromEntries(own),
  };
}
