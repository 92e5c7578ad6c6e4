import type { Row, Table, TableDefinition } from '@harper-edge/contracts';
import { planQuery, toPage } from '../query.ts';
import { checkMatch, checkRow, checkRowId, patched, rowExists, rowMissing } from '../rows.ts';
import { findRecords } from './find-records.ts';
import type { HarperTable } from './harper-globals.ts';
import { withRowLock } from './row-lock.ts';

interface Parts {
  readonly table: HarperTable;
  /** @throws EdgeError UNAVAILABLE after `close` */
  checkOpen(): void;
}

/** One of Harper's tables behind the port. Every write holds the lock of its row; a read needs none. */
export function createHarperTable<R extends Row>(
  definition: TableDefinition<R>,
  { table, checkOpen }: Parts,
): Table<R> {
  const { name } = definition;

  const read = async (id: string): Promise<R | undefined> =>
    ((await table.get(id)) as unknown as R | null | undefined) ?? undefined;

  const write = async (row: R): Promise<void> => {
    // Copied, because Harper keeps the object it is given.
    await table.put(structuredClone(row) as unknown as Readonly<Record<string, unknown>>);
  };

  const locked = async <T>(id: string, call: () => Promise<T>): Promise<T> => {
    checkOpen();
    checkRowId(id, name);
    return withRowLock(table.primaryStore, id, call);
  };

  return {
    get: async (id) => {
      checkOpen();
      checkRowId(id, name);
      return structuredClone(await read(id));
    },
    put: async (row, { ifAbsent = false } = {}) => {
      checkRow(row, definition);
      await locked(row.id, async () => {
        if (ifAbsent && (await read(row.id)) !== undefined) throw rowExists(name, row.id);
        await write(row);
      });
    },
    patch: (id, changes, { ifMatch = {} } = {}) =>
      locked(id, async () => {
        const before = await read(id);
        if (before === undefined) throw rowMissing(name, id);
        checkMatch(before, ifMatch as Partial<R>, name);
        const next = patched(before, changes);
        checkRow(next, definition);
        await write(next);
        return structuredClone(next);
      }),
    delete: (id, { ifMatch = {} } = {}) =>
      locked(id, async () => {
        const before = await read(id);
        if (before === undefined) return false;
        checkMatch(before, ifMatch as Partial<R>, name);
        await table.delete(id);
        return true;
      }),
    query: async (query = {}) => {
      checkOpen();
      const plan = planQuery(query, definition);
      return structuredClone(toPage(await findRecords(table, plan, definition), plan));
    },
  };
}
