import type { Clock, InferenceEvent, Table } from '@harper-edge/contracts';
import type { StoredEvent } from './inference-event-table.ts';

/** An event that comes this long after its prediction began may have come before. */
const lateMs = 10_000;
const remembered = 4_096;

/** Tells events that are in the table already: what this writer wrote lately it remembers, for what is not fresh it looks. */
export function createRepeats(events: Pick<Table<StoredEvent>, 'get'>, clock: Pick<Clock, 'nowMs'>) {
  let [newer, older] = [new Set<string>(), new Set<string>()];
  const startMs = clock.nowMs();
  /** The largest id so far. Ids are ordered by time, so that nearly every new one is larger, and need not be looked for. */
  let largest = '';
  return {
    isRemembered: (id: string): boolean => id <= largest && (newer.has(id) || older.has(id)),
    remember: (id: string): void => {
      if (id > largest) largest = id;
      if (newer.size >= remembered) [newer, older] = [new Set(), newer];
      newer.add(id);
    },
    forget: (id: string): void => {
      newer.delete(id);
      older.delete(id);
    },
    /** Whether only the table knows. */
    isLate: ({ timestamp }: Pick<InferenceEvent, 'timestamp'>): boolean => {
      const nowMs = clock.nowMs();
      return !(timestamp <= nowMs && timestamp >= Math.max(startMs, nowMs - lateMs));
    },
    isInTable: async (id: string): Promise<boolean> => (await events.get(id)) !== undefined,
  };
}
