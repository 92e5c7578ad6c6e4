import type { Experiment, Variant } from '../assignment/experiment.ts';
import { metricKinds, type Metric } from './metric.ts';

/** An experiment and how it is decided; what `createExperiment` takes. Plain JSON. */
export interface ExperimentOptions extends Omit<Experiment, 'id' | 'variants'> {
  /** At least two; the first is the baseline. Weights sum to 1 or to 100, or are all left out: equal shares. */
  readonly variants: readonly Variant[];
  /**
   * What is measured. Default: the conversion rate, which decides, and revenue per unit, the values of `conversion`
   * events. At least one metric is primary.
   */
  readonly metrics?: readonly Metric[];
  /** Chance of naming a winner where there is none, in (0, 1). Default 0.05. */
  readonly alpha?: number;
  /**
   * - `sequential`: right however often one looks, and stops as soon as the answer is clear.
   * - `fixedHorizon`: narrower intervals, but one look, when `plannedUnits` are there; until then it goes on collecting.
   *
   * Default `sequential`.
   */
  readonly analysis?: 'sequential' | 'fixedHorizon';
  /** Units after which the experiment ends without a difference if none was found. `fixedHorizon` needs it. */
  readonly plannedUnits?: number;
  /** Relative lifts smaller than this do not matter, positive. Default 0.05. */
  readonly smallestLift?: number;
  /** Units each arm needs before anything is concluded, at least 2. Default 100. */
  readonly minimumUnits?: number;
  /** Events count for so many ms after the first exposure. Default: for ever. */
  readonly windowMs?: number;
}

/** An experiment with every default filled in. */
export interface ExperimentPlan extends Omit<ExperimentOptions, 'metrics'> {
  readonly id: string;
  readonly metrics: readonly Required<Metric>[];
  readonly alpha: number;
  readonly analysis: 'sequential' | 'fixedHorizon';
  readonly smallestLift: number;
  readonly minimumUnits: number;
}

/** What may change while an experiment runs; everything else would make its units incomparable. */
export type ExperimentChanges = Pick<
  ExperimentOptions,
  'active' | 'coverage' | 'condition' | 'prerequisites' | 'force' | 'version' | 'minVersion'
>;

export const changeableOptions: ReadonlySet<string> = new Set<keyof ExperimentChanges>([
  'active',
  'coverage',
  'condition',
  'prerequisites',
  'force',
  'version',
  'minVersion',
]);

const defaultMetrics: readonly Metric[] = [
  { id: 'conversion', kind: 'conversion', role: 'primary' },
  { id: 'revenue', kind: 'total', event: 'conversion' },
];

/**
 * Checks the options of an experiment and fills in the defaults.
 *
 * @throws RangeError for fewer than two variants, weights that sum to neither 1 nor 100, no primary metric, metrics of one
 *   id or unknown kind, and numbers outside their range
 */
export function planExperiment(id: string, options: ExperimentOptions): ExperimentPlan {
  const { alpha = 0.05, analysis = 'sequential', smallestLift = 0.05, minimumUnits = 100, plannedUnits } = options;
  const fail = (what: string): never => {
    throw new RangeError(`Experiment ${id}: expected ${what}.`);
  };
  if (id === '') throw new RangeError('An experiment has an id that is not empty.');
  if (!Array.isArray(options.variants) || options.variants.length < 2)
    fail('at least two variants, the baseline first');
  if (!(alpha > 0 && alpha < 1)) fail(`alpha in (0, 1), got ${alpha}`);
  if (!(smallestLift > 0)) fail(`a positive smallestLift, got ${smallestLift}`);
  if (!(minimumUnits >= 2)) fail(`minimumUnits from 2, got ${minimumUnits}`);
  if (plannedUnits !== undefined && !(plannedUnits > 0)) fail(`positive plannedUnits, got ${plannedUnits}`);
  if (analysis === 'fixedHorizon' && plannedUnits === undefined) fail('plannedUnits for a fixed horizon');
  if (options.windowMs !== undefined && !(options.windowMs > 0)) fail(`a positive windowMs, got ${options.windowMs}`);
  const metrics = (options.metrics ?? defaultMetrics).map(completeMetric);
  if (!metrics.some(({ role }) => role === 'primary')) fail('a primary metric');
  if (new Set(metrics.map((metric) => metric.id)).size < metrics.length) fail('a different id for every metric');
  for (const { id: metric, kind, margin } of metrics) {
    if (!Object.hasOwn(metricKinds, kind)) fail(`metric ${metric} to be ${Object.keys(metricKinds).join(' or ')}`);
    if (!(margin > 0 && margin < 1)) fail(`a margin in (0, 1) for metric ${metric}, got ${margin}`);
  }
  // What is known of arms and metrics is kept in objects under these names.
  const taken = [...options.variants, ...metrics].find((named) => named.id in {});
  if (taken) fail(`another id than ${taken.id}, which every object has`);
  const variants = withShares(options.variants, fail);
  return { ...options, id, variants, metrics, alpha, analysis, smallestLift, minimumUnits };
}

const completeMetric = ({ id, kind, event = id, goal, role, margin }: Metric): Required<Metric> => ({
  id,
  kind,
  event,
  goal: goal ?? 'increase',
  role: role ?? 'secondary',
  margin: margin ?? 0.05,
});

function withShares(variants: readonly Variant[], fail: (what: string) => never): Variant[] {
  const weights = variants.map(({ weight }) => weight);
  if (weights.every((weight) => weight === undefined)) {
    return variants.map(({ id }) => ({ id, weight: 1 / variants.length }));
  }
  const sum = weights.reduce<number>((total, weight) => total + (weight ?? Number.NaN), 0);
  const whole = [1, 100].find((total) => Math.abs(sum - total) <= total / 100);
  if (whole === undefined)
    return fail(`weights that sum to 1 or 100, got ${weights.join(' + ')} = ${Number(sum.toPrecision(12))}`);
  return variants.map(({ id, weight = 0 }) => ({ id, weight: weight / sum }));
}
