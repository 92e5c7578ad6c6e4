import { emptySums, mergeSums, replaceValue, type ExactSums } from './exact-sums.ts';

/** One arm: its units and, by metric, the sums of their values. */
export interface VariantTotals {
  readonly units: number;
  readonly metrics: Readonly<Record<string, ExactSums>>;
}

/**
 * Why an event changes nothing: its id was `seen` before, its unit was `notExposed` to the experiment, it happened
 * `beforeExposure` or more than the conversion window after (`afterWindow`), or the unit was in two arms (`crossed`).
 */
export type EventRefusal = 'seen' | 'notExposed' | 'beforeExposure' | 'afterWindow' | 'crossed';

/**
 * All that an analysis needs of an experiment, a few numbers per arm, whatever the number of units. Plain JSON. Parts kept
 * in different places add up by `mergeTotals`, provided that each unit is in one part; differences are totals as well.
 */
export interface ExperimentTotals {
  readonly variants: Readonly<Record<string, VariantTotals>>;
  /** Units seen in two arms, which are in none of `variants`. */
  readonly crossed: number;
  readonly refused: Readonly<Partial<Record<EventRefusal, number>>>;
}

export const emptyTotals: ExperimentTotals = { variants: {}, crossed: 0, refused: {} };

/** The sum of two totals, in any order. */
export const mergeTotals = (first: ExperimentTotals, second: ExperimentTotals): ExperimentTotals => ({
  variants: mergeRecords(first.variants, second.variants, (a, b) => ({
    units: a.units + b.units,
    metrics: mergeRecords(a.metrics, b.metrics, mergeSums),
  })),
  crossed: first.crossed + second.crossed,
  refused: mergeRecords(first.refused, second.refused, (a, b) => a + b),
});

/** By how much totals change when an arm gains or loses units, and values of a unit change from one to another. */
export const changeOfArm = (
  variantId: string,
  units: number,
  changes: readonly { readonly metric: string; readonly before: number; readonly after: number }[] = [],
): ExperimentTotals => {
  const metrics = changes.map(({ metric, before, after }) => [metric, replaceValue(emptySums, before, after)] as const);
  return { ...emptyTotals, variants: { [variantId]: { units, metrics: Object.fromEntries(metrics) } } };
};

export const changeOfRefused = (reason: EventRefusal): ExperimentTotals => ({
  ...emptyTotals,
  refused: { [reason]: 1 },
});

function mergeRecords<Value>(
  first: Readonly<Partial<Record<string, Value>>>,
  second: Readonly<Partial<Record<string, Value>>>,
  merge: (a: Value, b: Value) => Value,
): Record<string, Value> {
  const merged = new Map(Object.entries(first) as [string, Value][]);
  for (const [key, value] of Object.entries(second) as [string, Value][]) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? value : merge(before, value));
  }
  return Object.fromEntries(merged);
}
