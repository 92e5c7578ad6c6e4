import type { Comparison, Warning } from '../analyses/comparison.ts';
import { nonInferiority, sequentialNonInferiority } from '../analyses/non-inferiority.ts';
import { asymptoticSequence } from '../analyses/sequential/asymptotic.ts';
import {
  firstSequentialState,
  updateSequentialState,
  type SequentialState,
} from '../analyses/sequential/sequential-state.ts';
import { emptySums } from './exact-sums.ts';
import type { ExperimentPlan } from './experiment-plan.ts';
import { metricKinds, type Metric } from './metric.ts';
import type { ExperimentTotals } from './totals.ts';

/** What all looks at one metric of one variant have shown. */
export interface ComparisonLooks {
  readonly effect: SequentialState;
  readonly lift: SequentialState;
}

/** What all looks at an experiment have shown, by `<metric>/<variant>`. Plain JSON. */
export type ExperimentLooks = Readonly<Record<string, ComparisonLooks>>;

export interface Interval {
  readonly estimate: number;
  /** Null: no bound yet. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** A variant against the baseline in one metric; intervals hold at any look for sequential experiments. */
export interface MetricResult {
  readonly metric: string;
  readonly role: Required<Metric>['role'];
  readonly variant: string;
  readonly baseline: number;
  readonly value: number;
  /** Variant minus baseline, in the unit of the metric. */
  readonly effect: Interval;
  /** Variant over baseline minus 1; null where the baseline is 0. */
  readonly lift: Interval | null;
  /** Of no difference; the smallest of all looks for sequential experiments. */
  readonly pValue: number;
  /** Bayesian: the probability that the variant is better, by the goal of the metric; null if it cannot be said. */
  readonly chanceToWin: number | null;
  /** Guardrails: shown to be safe, shown to be worse than the margin, or not known yet. */
  readonly guardrail?: 'safe' | 'violated' | 'unknown';
  readonly warnings: readonly Warning[];
}

export interface ArmPair {
  readonly plan: ExperimentPlan;
  readonly totals: ExperimentTotals;
  readonly looks: ExperimentLooks;
}

export interface PairOutcome {
  readonly result: MetricResult;
  readonly looks: ExperimentLooks;
}

const noLooks: ComparisonLooks = { effect: firstSequentialState, lift: firstSequentialState };

const armOf = ({ variants }: ExperimentTotals, variant: string, metric: string) => ({
  units: variants[variant]?.units ?? 0,
  sums: variants[variant]?.metrics[metric] ?? emptySums,
});

/** Looks at one metric of one variant; null while an arm has too few units to say anything. */
export function compareArms(
  { plan, totals, looks }: ArmPair,
  metric: Required<Metric>,
  variant: string,
): PairOutcome | null {
  const arms = [plan.variants[0]?.id ?? '', variant].map((id) => armOf(totals, id, metric.id));
  const [control, treatment] = arms as [(typeof arms)[number], (typeof arms)[number]];
  if (Math.min(control.units, treatment.units) < plan.minimumUnits) return null;
  const alpha = alphaOf(plan, metric);
  const comparison = metricKinds[metric.kind].compare(control, treatment, 1 - alpha);
  if (!comparison.ok) return null;
  const key = `${metric.id}/${variant}`;
  const more = metricKinds[metric.kind].chanceOfMore(control, treatment);
  const chanceToWin = metric.goal === 'increase' || more === null ? more : 1 - more;
  const common = { metric: metric.id, role: metric.role, variant, chanceToWin, ...valuesOf(comparison) };
  if (plan.analysis === 'fixedHorizon') {
    return { result: { ...common, ...fixedHorizon(comparison, metric, alpha) }, looks: {} };
  }
  const seen = look(comparison, looks[key] ?? noLooks, { alpha, tuningN: plan.plannedUnits ?? 5000 });
  return { result: { ...common, ...sequential(comparison, metric, seen) }, looks: { [key]: seen } };
}

/** Primary comparisons share alpha, so that their intervals hold together; each of the others has its own. */
function alphaOf({ alpha, metrics, variants }: ExperimentPlan, { role }: Required<Metric>): number {
  const primary = metrics.filter((metric) => metric.role === 'primary').length;
  return role === 'primary' ? alpha / (primary * (variants.length - 1)) : alpha;
}

const valuesOf = ({ control, treatment, warnings }: Comparison) => ({ baseline: control, value: treatment, warnings });

/** All against none has no variation in its arms; the standard error of the test is then the pooled one. */
const standardErrorOf = ({ effect, statistic }: Comparison): number =>
  effect.standardError === 0 && statistic !== 0 ? effect.estimate / statistic : effect.standardError;

function look(
  comparison: Comparison,
  before: ComparisonLooks,
  options: { readonly alpha: number; readonly tuningN: number },
): ComparisonLooks {
  const { effect, relativeLift, n, m } = comparison;
  const nTotal = n + m;
  const next = (state: SequentialState, estimate: { estimate: number; standardError: number } | null) =>
    estimate === null
      ? state
      : updateSequentialState(
          state,
          asymptoticSequence({ difference: estimate.estimate, standardError: estimate.standardError, nTotal }, options),
        );
  return {
    effect: next(before.effect, { estimate: effect.estimate, standardError: standardErrorOf(comparison) }),
    lift: next(before.lift, relativeLift),
  };
}

const directions = { increase: 'higherIsBetter', decrease: 'lowerIsBetter' } as const;

const guardrailOf = ({ nonInferior, inferior }: { nonInferior: boolean; inferior: boolean }) =>
  inferior ? 'violated' : nonInferior ? 'safe' : 'unknown';

type Judgement = Pick<MetricResult, 'effect' | 'lift' | 'pValue' | 'guardrail'>;

function sequential(comparison: Comparison, metric: Required<Metric>, { effect, lift }: ComparisonLooks): Judgement {
  const { margin, role } = metric;
  const bounds = ({ lower, upper }: SequentialState) => ({ lower, upper });
  const open = { lower: lift.lower ?? -Infinity, upper: lift.upper ?? Infinity };
  const { relativeLift } = comparison;
  return {
    effect: { estimate: comparison.effect.estimate, ...bounds(effect) },
    lift: relativeLift && { estimate: relativeLift.estimate, ...bounds(lift) },
    pValue: effect.pValue,
    ...(role === 'guardrail'
      ? { guardrail: guardrailOf(sequentialNonInferiority(open, { margin, direction: directions[metric.goal] })) }
      : {}),
  };
}

function fixedHorizon(
  { effect, relativeLift: lift, pValue, df }: Comparison,
  metric: Required<Metric>,
  alpha: number,
): Judgement {
  const options = { margin: metric.margin, direction: directions[metric.goal], alpha, ...(df ? { df } : {}) };
  return {
    effect: { estimate: effect.estimate, lower: effect.lower, upper: effect.upper },
    lift: lift && { estimate: lift.estimate, lower: lift.lower, upper: lift.upper },
    pValue,
    ...(metric.role === 'guardrail'
      ? { guardrail: lift ? guardrailOf(nonInferiority(lift, options)) : ('unknown' as const) }
      : {}),
  };
}
