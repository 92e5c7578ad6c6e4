import { emptySums, replaceValue, type ExactSums } from '../engine/exact-sums.ts';
import type { ExperimentTotals } from '../engine/totals.ts';
import type { UnitRecord } from '../engine/unit-record.ts';

/** Totals to which units are added, and from which they are taken away. */
export interface Tally {
  add(unit: Pick<UnitRecord, 'variantId' | 'crossed' | 'values'>): void;
  remove(unit: Pick<UnitRecord, 'variantId' | 'crossed' | 'values'>): void;
  totals(): Pick<ExperimentTotals, 'variants' | 'crossed'>;
}

interface Arm {
  units: number;
  readonly metrics: Map<string, ExactSums>;
}

export function createTally(start: Pick<ExperimentTotals, 'variants' | 'crossed'>): Tally {
  const arms = new Map<string, Arm>();
  for (const [id, { units, metrics }] of Object.entries(start.variants)) {
    arms.set(id, { units, metrics: new Map(Object.entries(metrics)) });
  }
  let { crossed } = start;
  const change = ({ variantId, crossed: isCrossed, values }: Parameters<Tally['add']>[0], by: 1 | -1): void => {
    if (isCrossed) {
      crossed += by;
      return;
    }
    let arm = arms.get(variantId);
    if (arm === undefined) arms.set(variantId, (arm = { units: 0, metrics: new Map() }));
    arm.units += by;
    for (const [metric, value] of Object.entries(values)) {
      const sums = arm.metrics.get(metric) ?? emptySums;
      arm.metrics.set(metric, by === 1 ? replaceValue(sums, 0, value) : replaceValue(sums, value, 0));
    }
  };
  return {
    add: (unit) => {
      change(unit, 1);
    },
    remove: (unit) => {
      change(unit, -1);
    },
    totals: () => ({
      variants: Object.fromEntries(
        [...arms].map(([id, { units, metrics }]) => [id, { units, metrics: Object.fromEntries(metrics) }]),
      ),
      crossed,
    }),
  };
}
