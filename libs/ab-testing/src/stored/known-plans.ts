import type { Clock, Table } from '@harper-edge/contracts';
import type { ExperimentPlan } from '../engine/experiment-plan.ts';
import type { ExperimentRow } from './experiment-tables.ts';

/** A definition read from its table holds for so long: other nodes do not tell of their changes. */
const freshMs = 1_000;

export interface KnownPlans {
  /** If it was read within a second and nothing on this host has changed since. */
  fresh(id: string): ExperimentRow | undefined;
  /** At once where it was read within a second and nothing on this host has changed since. @param id `<tenant>/<experiment>` */
  read(id: string): ExperimentRow | undefined | Promise<ExperimentRow | undefined>;
  /** As it was last read here, however long ago. */
  latest(id: string): ExperimentRow | undefined;
  /**
   * Writes what follows from the definition last read.
   *
   * @throws EdgeError CONFLICT, PRECONDITION_FAILED, NOT_FOUND if somebody else wrote in between
   */
  write(id: string, plan: ExperimentPlan): Promise<void>;
  forget(id: string): void;
}

interface Known {
  readonly row: ExperimentRow;
  readonly readAtMs: number;
  readonly changes: number;
}

/** The definitions this thread has read; the same object for as long as the row is the same. */
export function createKnownPlans(plans: Table<ExperimentRow>, clock: Clock): KnownPlans {
  const known = new Map<string, Known>();

  const fresh = (id: string): ExperimentRow | undefined => {
    const found = known.get(id);
    if (found === undefined || found.changes !== (plans.changes?.() ?? 0)) return undefined;
    return clock.monotonicMs() - found.readAtMs < freshMs ? found.row : undefined;
  };

  const readAgain = async (id: string): Promise<ExperimentRow | undefined> => {
    const [readAtMs, changes] = [clock.monotonicMs(), plans.changes?.() ?? 0];
    const row = await plans.get(id);
    if (row === undefined) {
      known.delete(id);
      return undefined;
    }
    const before = known.get(id)?.row;
    const isSame = before?.revision === row.revision && before.createdAt === row.createdAt;
    const kept = isSame ? before : row;
    known.set(id, { row: kept, readAtMs, changes });
    return kept;
  };

  return {
    fresh,
    read: (id) => fresh(id) ?? readAgain(id),
    latest: (id) => known.get(id)?.row,
    write: async (id, plan) => {
      const before = known.get(id)?.row;
      const nowMs = clock.nowMs();
      // Whatever comes of it, it is to be read again.
      if (before !== undefined) known.set(id, { row: before, readAtMs: -Infinity, changes: 0 });
      if (before === undefined) {
        const [tenantId = ''] = id.split('/');
        const times = { createdAt: nowMs, updatedAt: nowMs };
        await plans.put({ id, tenantId, experimentId: plan.id, plan, revision: 1, ...times }, { ifAbsent: true });
        return;
      }
      const { revision, createdAt } = before;
      await plans.patch(id, { plan, revision: revision + 1, updatedAt: nowMs }, { ifMatch: { revision, createdAt } });
    },
    forget: (id) => {
      known.delete(id);
    },
  };
}
