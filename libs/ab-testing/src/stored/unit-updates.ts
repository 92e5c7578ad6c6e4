import type { Clock, Table } from '@harper-edge/contracts';
import type { UnitChange, UnitRecord } from '../engine/unit-record.ts';
import { changeRow } from './change-row.ts';
import type { ExperimentUnitRow } from './experiment-tables.ts';
import { nextUnitRow, type ExperimentKey } from './unit-history.ts';

export interface UnitUpdates {
  /** Resolves with what `change` did once it is stored. */
  update<Change extends UnitChange>(key: UnitKey, change: ChangeOf<Change>): Promise<Change>;
}

type ChangeOf<Change> = (unit: UnitRecord | undefined) => Change;

export interface UnitKey {
  readonly experiment: ExperimentKey;
  readonly unitId: string;
}

interface Waiting {
  readonly change: ChangeOf<UnitChange>;
  resolve(change: UnitChange): void;
  reject(error: unknown): void;
}

/**
 * One write at a time for each unit, each with all changes that came meanwhile: many events of one unit cost few writes, and
 * never get in each other's way. Those of other threads and nodes are met by writing only what is still as it was read.
 */
export function createUnitUpdates({
  units,
  clock,
}: {
  readonly units: Table<ExperimentUnitRow>;
  readonly clock: Clock;
}): UnitUpdates {
  const queues = new Map<string, Waiting[]>();

  const apply = async (id: string, { experiment, unitId }: UnitKey, group: readonly Waiting[]): Promise<void> => {
    let changes: readonly UnitChange[] = [];
    try {
      await changeRow(units, id, (row) => {
        const before = row?.startedAt === experiment.startedAt ? row : undefined;
        let unit = before?.unit;
        changes = group.map(({ change }) => {
          const changed = change(unit);
          unit = changed.unit;
          return changed;
        });
        if (unit === undefined || isSame(unit, before?.unit)) return row;
        return nextUnitRow(before, unit, { experiment, unitId, nowMs: clock.nowMs() });
      });
      for (const [at, { resolve }] of group.entries()) resolve(changes[at] as UnitChange);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  const work = async (id: string, key: UnitKey): Promise<void> => {
    for (let group = queues.get(id) ?? []; group.length > 0; group = queues.get(id) ?? []) {
      queues.set(id, []);
      await apply(id, key, group);
    }
    queues.delete(id);
  };

  return {
    update: <Change extends UnitChange>(key: UnitKey, change: ChangeOf<Change>) =>
      new Promise<Change>((resolve, reject) => {
        const id = `${key.experiment.id}/${key.unitId}`;
        const waiting = { change, resolve: resolve as Waiting['resolve'], reject };
        const queue = queues.get(id);
        if (queue !== undefined) {
          queue.push(waiting);
          return;
        }
        queues.set(id, [waiting]);
        void work(id, key);
      }),
  };
}

/** Whether there is nothing to write, as after an event that no metric measures. */
const isSame = (unit: UnitRecord, before: UnitRecord | undefined): boolean =>
  before !== undefined &&
  unit.crossed === before.crossed &&
  unit.eventIds === before.eventIds &&
  Object.entries(unit.values).every(([metric, value]) => before.values[metric] === value);
