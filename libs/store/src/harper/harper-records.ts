import { EdgeError } from '@harper-edge/contracts';
import type { Track } from '../closing-gate.ts';
import type { HarperContext, HarperRecord, HarperTable } from './harper-globals.ts';
import { withRowLock } from './row-lock.ts';

/** The records of one of Harper's tables, with what its writes lack. */
export interface HarperRecords {
  readonly table: HarperTable;
  read(id: string): Promise<HarperRecord | undefined>;
  /** Only while the record's lock is held. */
  write(record: HarperRecord & { readonly id: string }): Promise<void>;
  /** Only while the record's lock is held. */
  remove(id: string): Promise<void>;
  /** Runs one call at a time per record, over all threads of this Harper. */
  locked<T>(id: string, call: () => Promise<T>): Promise<T>;
  /** Writes done by any thread of this Harper; absent where threads share no memory. */
  readonly changes?: () => number;
}

/** Smallest step, in milliseconds, that a time of this century can be told apart by with room to spare. */
const justAfterMs = 0.001;

export function createHarperRecords(table: HarperTable, track: Track): HarperRecords {
  const { primaryStore } = table;

  const versionOf = async (id: string): Promise<number | undefined> => {
    primaryStore.resetReadTxn?.();
    return (await primaryStore.getEntry?.(id))?.version;
  };

  /**
   * Harper drops a write without a word when the record is younger, and the clocks of two threads are some microseconds
   * apart: of two writes in quick succession the second can look like the older one. It is then made again, dated after the first.
   */
  const shared = primaryStore.getUserSharedBuffer?.('harper-edge-changes', new ArrayBuffer(8));
  const counter = shared === undefined ? undefined : new Int32Array(shared, 0, 1);

  const taken = async (id: string, write: (context?: HarperContext) => Promise<unknown>): Promise<void> => {
    const before = await versionOf(id);
    await write();
    if (before === undefined || (await versionOf(id)) !== before) return;
    await write({ timestamp: before + justAfterMs });
    if ((await versionOf(id)) !== before) return;
    throw new EdgeError('UNAVAILABLE', `Harper did not take the write of "${id}"; try again`);
  };

  const write = async (id: string, make: (context?: HarperContext) => Promise<unknown>): Promise<void> => {
    try {
      await taken(id, make);
    } finally {
      if (counter !== undefined) Atomics.add(counter, 0, 1);
    }
  };

  return {
    ...(counter !== undefined && { changes: () => Atomics.load(counter, 0) }),
    table,
    read: async (id) => (await table.get(id)) ?? undefined,
    write: (record) => write(record.id, async (context) => table.put(record, context)),
    remove: (id) => write(id, async (context) => table.delete(id, context)),
    locked: (id, call) => track(() => withRowLock(primaryStore, id, call)),
  };
}
