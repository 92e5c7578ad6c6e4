import type { Clock, Store, Table } from '@harper-edge/contracts';
import type { ExperimentPlan } from '../engine/experiment-plan.ts';
import type { ExperimentStore } from '../engine/experiment-store.ts';
import type { ExperimentTotals } from '../engine/totals.ts';
import type { UnitChange, UnitRecord } from '../engine/unit-record.ts';
import { changeState } from './change-state.ts';
import { countUnits } from './count-units.ts';
import {
  experimentStateTable,
  experimentTable,
  experimentUnitTable,
  type Checkpoint,
  type ExperimentRow,
  type ExperimentStateRow,
  type ExperimentUnitRow,
} from './experiment-tables.ts';
import { createKnownPlans, type KnownPlans } from './known-plans.ts';
import { createRecentMap, type RecentMap } from './recent-map.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { shareNext } from './share-next.ts';
import type { ExperimentKey } from './unit-history.ts';
import { createUnitUpdates, type UnitUpdates } from './unit-updates.ts';

/** Units whose variant is kept in memory: 50,000 to 100,000 of all experiments together, at most about 30 MB. */
const recentUnits = 50_000;

/** The tables of all experiments of a store, and what this thread remembers of them. */
export interface ExperimentTables {
  readonly plans: Table<ExperimentRow>;
  readonly units: Table<ExperimentUnitRow>;
  readonly states: Table<ExperimentStateRow>;
  readonly known: KnownPlans;
  /** By row id and start of the experiment. Of what can change in a unit, nothing is in here. */
  readonly recent: RecentMap<UnitRecord>;
  readonly updates: UnitUpdates;
  readonly refusals: Refusals;
  readonly totals: (experiment: ExperimentKey) => Promise<ExperimentTotals>;
}

export function openExperimentTables(store: Store, clock: Clock): ExperimentTables {
  const plans = store.table(experimentTable);
  const units = store.table(experimentUnitTable);
  const states = store.table(experimentStateTable);
  const refusals = createRefusals(states);
  return {
    plans,
    units,
    states,
    known: createKnownPlans(plans, clock),
    recent: createRecentMap(recentUnits),
    updates: createUnitUpdates({ units, clock }),
    refusals,
    totals: shareNext(async (experiment) => {
      await refusals.flush(experiment);
      return readTotals({ units, states, clock }, experiment);
    }),
  };
}

type CountedTables = Pick<ExperimentTables, 'units' | 'states'> & { readonly clock: Clock };

async function readTotals({ units, states, clock }: CountedTables, experiment: ExperimentKey) {
  const found = await states.get(experiment.id);
  const state = found?.startedAt === experiment.startedAt ? found : undefined;
  const { totals, checkpoint } = await countUnits(
    { units, experiment, nowMs: clock.nowMs() },
    state?.checkpoint ?? null,
  );
  if (checkpoint !== null) {
    await changeState(states, experiment, (now) => (isBetter(checkpoint, now.checkpoint) ? { checkpoint } : undefined));
  }
  return { ...totals, refused: state?.refused ?? {} };
}

const isBetter = (next: Checkpoint, before: Checkpoint | null): boolean =>
  before === null ||
  next.countedAt > before.countedAt ||
  (next.countedAt === before.countedAt && next.minute > before.minute);

export interface StoredExperimentStore extends ExperimentStore {
  /** The definition if it was just read. */
  recallPlan(experimentId: string): ExperimentPlan | undefined;
  /** The unit, of which the exposure is recorded, if this thread remembers it; undefined says nothing. */
  recallUnit(experimentId: string, unitId: string): UnitRecord | undefined;
}

/** The experiments of one tenant as their engine keeps them. */
export function createStoredExperimentStore(tables: ExperimentTables, tenantId: string): StoredExperimentStore {
  const { units, states, known, recent, updates, refusals } = tables;
  const keyOf = (experimentId: string): ExperimentKey => {
    const id = `${tenantId}/${experimentId}`;
    return { id, startedAt: known.latest(id)?.createdAt ?? 0 };
  };
  const remembered = ({ id, startedAt }: ExperimentKey, unitId: string): string => `${startedAt}/${id}/${unitId}`;
  const remember = (experiment: ExperimentKey, unitId: string, unit: UnitRecord): void => {
    const { variantId, version, exposedAt } = unit;
    recent.set(remembered(experiment, unitId), { ...firstExposure, variantId, version, exposedAt });
  };
  return {
    readPlan: (experimentId) => {
      const row = known.read(`${tenantId}/${experimentId}`);
      return row instanceof Promise ? row.then((read) => read?.plan) : row?.plan;
    },
    writePlan: (plan) => known.write(`${tenantId}/${plan.id}`, plan),
    recallPlan: (experimentId) => known.fresh(`${tenantId}/${experimentId}`)?.plan,
    recallUnit,
    readUnit: (experimentId, unitId) => recallUnit(experimentId, unitId) ?? readUnit(keyOf(experimentId), unitId),
    updateUnit: async <Change extends UnitChange>(
      experimentId: string,
      unitId: string,
      change: (unit: UnitRecord | undefined) => Change,
    ) => {
      const experiment = keyOf(experimentId);
      const changed = await updates.update({ experiment, unitId }, change);
      if (changed.unit !== undefined) remember(experiment, unitId, changed.unit);
      if (Object.keys(changed.totals.refused).length > 0) refusals.add(experiment, changed.totals.refused);
      return changed;
    },
    readTotals: (experimentId) => tables.totals(keyOf(experimentId)),
    updateHistory: async (experimentId, change) => {
      let changed: ReturnType<typeof change> | undefined;
      await changeState(states, keyOf(experimentId), ({ history }) => {
        changed = change(history);
        return isSame(changed.history, history) ? undefined : { history: changed.history };
      });
      return changed as ReturnType<typeof change>;
    },
  };

  function recallUnit(experimentId: string, unitId: string): UnitRecord | undefined {
    return recent.get(remembered(keyOf(experimentId), unitId));
  }

  async function readUnit(experiment: ExperimentKey, unitId: string): Promise<UnitRecord | undefined> {
    const row = await units.get(`${experiment.id}/${unitId}`);
    if (row?.startedAt !== experiment.startedAt) return undefined;
    remember(experiment, unitId, row.unit);
    return row.unit;
  }
}

const firstExposure = { crossed: false, values: {}, eventIds: [] };

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
