import { noHistory, type AnalysisHistory } from './analyze-totals.ts';
import type { ExperimentPlan } from './experiment-plan.ts';
import { emptyTotals, mergeTotals, type ExperimentTotals } from './totals.ts';
import type { UnitChange, UnitRecord } from './unit-record.ts';

/** A store in memory answers at once, any other with a promise. */
export type Eventually<Value> = Value | Promise<Value>;

/**
 * Where an engine keeps what it knows; all values are plain JSON. Updates give the value as it is now, undefined for none,
 * and keep what `change` returns; nobody else's update comes between.
 */
export interface ExperimentStore {
  readPlan(experimentId: string): Eventually<ExperimentPlan | undefined>;
  writePlan(plan: ExperimentPlan): Eventually<void>;
  readUnit(experimentId: string, unitId: string): Eventually<UnitRecord | undefined>;
  /** Keeps the unit and adds the change to the totals, both or none, and returns what `change` did. */
  updateUnit<Change extends UnitChange>(
    experimentId: string,
    unitId: string,
    change: (unit: UnitRecord | undefined) => Change,
  ): Eventually<Change>;
  /** The sum over all places that keep units of this experiment. */
  readTotals(experimentId: string): Eventually<ExperimentTotals>;
  updateHistory<Change extends { readonly history: AnalysisHistory }>(
    experimentId: string,
    change: (history: AnalysisHistory) => Change,
  ): Eventually<Change>;
}

/** Keeps everything as long as the process lives: about 200 bytes a unit. */
export function createMemoryExperimentStore(): ExperimentStore {
  const plans = new Map<string, ExperimentPlan>();
  const units = new Map<string, Map<string, UnitRecord>>();
  const totals = new Map<string, ExperimentTotals>();
  const histories = new Map<string, AnalysisHistory>();
  return {
    readPlan: (id) => plans.get(id),
    writePlan: (plan) => {
      plans.set(plan.id, plan);
    },
    readUnit: (id, unitId) => units.get(id)?.get(unitId),
    updateUnit: (id, unitId, change) => {
      const known = units.get(id) ?? new Map<string, UnitRecord>();
      units.set(id, known);
      const changed = change(known.get(unitId));
      if (changed.unit) known.set(unitId, changed.unit);
      if (changed.totals !== emptyTotals) totals.set(id, mergeTotals(totals.get(id) ?? emptyTotals, changed.totals));
      return changed;
    },
    readTotals: (id) => totals.get(id) ?? emptyTotals,
    updateHistory: (id, change) => {
      const changed = change(histories.get(id) ?? noHistory);
      histories.set(id, changed.history);
      return changed;
    },
  };
}
