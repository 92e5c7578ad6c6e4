import type { Row, Table, TableDefinition } from '@harper-edge/contracts';
import { planQuery, toPage } from '../query.ts';
import type { Track } from '../closing-gate.ts';
import { batchOfCopies, checkMatch, checkRow, checkRowId, patched, rowExists, rowMissing } from '../rows.ts';
import { findRecords } from './find-records.ts';
import type { HarperRecord } from './harper-globals.ts';
import type { HarperRecords } from './harper-records.ts';

interface Parts {
  readonly records: HarperRecords;
  readonly track: Track;
}

/** One of Harper's tables behind the port. Every write holds the lock of its row; a read needs none. */
export function createHarperTable<R extends Row>(definition: TableDefinition<R>, { records, track }: Parts): Table<R> {
  const { name } = definition;

  const read = async (id: string): Promise<R | undefined> => (await records.read(id)) as unknown as R | undefined;
  const write = (row: R): Promise<void> => records.write(storable(row, definition));
  const locked = async <T>(id: string, call: () => Promise<T>): Promise<T> => {
    checkRowId(id, name);
    return records.locked(id, call);
  };

  /** Locked also where nothing is read: a patch on its way would write back what it read before this row came. */
  const put = (row: R): Promise<void> => locked(row.id, () => write(row));

  return {
    ...(records.changes === undefined ? {} : { changes: records.changes }),
    get: (id) =>
      track(async () => {
        checkRowId(id, name);
        return structuredClone(await read(id));
      }),
    put: async (row, { ifAbsent = false } = {}) => {
      checkRow(row, definition);
      if (!ifAbsent) return put(row);
      return locked(row.id, async () => {
        if ((await read(row.id)) !== undefined) throw rowExists(name, row.id);
        await write(row);
      });
    },
    batch: () =>
      batchOfCopies(definition, {
        copy: (row) => storable(row, definition),
        write: async (rows) => {
          await Promise.all(rows.map((row) => locked(row.id, () => records.write(row))));
        },
      }),
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
        await records.remove(id);
        return true;
      }),
    query: (query = {}) =>
      track(async () => {
        const plan = planQuery(query, definition);
        return structuredClone(toPage(await findRecords(records.table, plan, definition), plan));
      }),
  };
}

type StorableRow = HarperRecord & { readonly id: string };

/** A copy, because Harper keeps the object it is given; without negative zeros, which its indexes hold for the largest numbers. */
function storable<R extends Row>(row: R, { indexes }: TableDefinition<R>): StorableRow {
  const copy = structuredClone(row) as unknown as { id: string } & Record<string, unknown>;
  for (const field of indexes as readonly string[]) if (copy[field] === 0) copy[field] = 0;
  return copy;
}
