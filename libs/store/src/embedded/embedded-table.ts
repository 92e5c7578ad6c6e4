import {
  EdgeError,
  isEdgeError,
  type Comparable,
  type Row,
  type RowBatch,
  type Table,
  type TableDefinition,
} from '@harper-edge/contracts';
import type { Database, RootDatabase } from 'lmdb';
import type { Track } from '../closing-gate.ts';
import { planQuery, toPage } from '../query.ts';
import { checkMatch, checkRow, checkRowId, patched, rowExists, rowMissing } from '../rows.ts';
import { addRow, type BatchWriter } from './batch-writer.ts';
import type { ByteWriter } from './byte-writer.ts';
import { indexKey } from './index-key.ts';
import { findRows } from './find-rows.ts';
import { rowEncoder } from './row-encoder.ts';

export interface TableFiles<R extends Row> {
  /** id → row */
  readonly rows: Database<R, string>;
  /** `indexKey` → nothing */
  readonly index: Database<Buffer, Buffer>;
}

/** Of writes to one table, by all who use it. */
export interface ChangeCount {
  changes: number;
}

interface Parts {
  readonly environment: RootDatabase;
  readonly batches: BatchWriter;
  readonly track: Track;
  readonly count: ChangeCount;
}

const nothing = Buffer.alloc(0);

/** One table in LMDB. Rows and their index entries change in one transaction; LMDB has one writer at a time. */
export function createEmbeddedTable<R extends Row>(
  definition: TableDefinition<R>,
  { environment, batches, track, count }: Parts,
): Table<R> {
  const { name } = definition;
  const files = openFiles(definition, environment);
  const { rows } = files;

  const { commit, changes } = createCommits(name, { track, count });
  /** Everything is checked before the first write: a transaction that throws would still keep what it wrote. */
  const transaction = <T>(change: () => T): Promise<T> => commit(() => environment.transaction(change));
  const write = createWriter(files, definition);
  const putting = (row: R) => (): void => {
    write(rows.get(row.id), row);
  };

  return {
    changes,
    get: (id) =>
      track(() => {
        checkRowId(id, name);
        return Promise.resolve(rows.get(id));
      }),
    put: async (row, { ifAbsent = false } = {}) => {
      checkRow(row, definition);
      if (!ifAbsent) return transaction(putting(row));
      // The writer itself checks: no code of ours runs in its transaction, which is what a transaction costs most for.
      const isNew = await commit(() =>
        rows.ifNoExists(row.id, () => {
          write(undefined, row);
        }),
      );
      if (!isNew) throw rowExists(name, row.id);
    },
    batch: () => createBatch(definition, { environment, batches, commit }),
    patch: (id, changes, { ifMatch = {} } = {}) =>
      transaction(() => {
        checkRowId(id, name);
        const before = rows.get(id);
        if (before === undefined) throw rowMissing(name, id);
        checkMatch(before, ifMatch as Partial<R>, name);
        const next = patched(before, changes);
        checkRow(next, definition);
        write(before, next);
        return next;
      }),
    delete: (id, { ifMatch = {} } = {}) =>
      transaction(() => {
        checkRowId(id, name);
        const before = rows.get(id);
        if (before !== undefined) checkMatch(before, ifMatch as Partial<R>, name);
        write(before, undefined);
        return before !== undefined;
      }),
    query: (query = {}) =>
      track(() => {
        const plan = planQuery(query, definition);
        return Promise.resolve(toPage(findRows(files, plan, definition), plan));
      }),
  };
}

/** Rows that wait packed, and are written by another thread. */
function createBatch<R extends Row>(
  definition: TableDefinition<R>,
  { environment, batches, commit }: Pick<Parts, 'environment' | 'batches'> & { readonly commit: Commit },
): RowBatch<R> {
  let rows: ByteWriter | undefined;
  return {
    add: (row) => {
      checkRow(row, definition);
      rows ??= batches.open();
      addRow(rows, row, definition);
    },
    write: async () => {
      const added = rows;
      if (added === undefined) return;
      await commit(() => batches.write(definition.name, added));
      environment.resetReadTxn();
    },
  };
}

type Commit = <T>(write: () => Promise<T>) => Promise<T>;

/** Writes that are counted, and fail in the words of the port. */
function createCommits(name: string, { track, count }: Pick<Parts, 'track' | 'count'>) {
  const commit: Commit = async (write) => {
    try {
      return await track(write);
    } catch (error) {
      if (isEdgeError(error)) throw error;
      throw new EdgeError('UNAVAILABLE', `${name}: the data folder did not take the write`, { cause: error });
    } finally {
      count.changes++;
    }
  };
  return { commit, changes: () => count.changes };
}

/** Puts the row in the place of the one before, or takes that one away, with their index entries. Only inside a transaction. */
function createWriter<R extends Row>({ rows, index }: TableFiles<R>, definition: TableDefinition<R>) {
  return (before: R | undefined, next: R | undefined): void => {
    const fresh = next === undefined ? [] : keysOf(next, definition);
    if (before !== undefined) {
      for (const key of keysOf(before, definition)) {
        if (!fresh.some((other) => other.equals(key))) void index.remove(key);
      }
    }
    for (const key of fresh) void index.put(key, nothing);
    if (next !== undefined) void rows.put(next.id, next);
    else if (before !== undefined) void rows.remove(before.id);
  };
}

/** Opens the table's two databases, and builds the index again when the definition has other indexes than it was built for. */
function openFiles<R extends Row>(definition: TableDefinition<R>, environment: RootDatabase): TableFiles<R> {
  // The types of lmdb leave `encoder` out.
  const encoding: object = { encoder: rowEncoder };
  const rows = environment.openDB<R, string>({ name: `rows/${definition.name}`, ...encoding });
  const index = environment.openDB<Buffer, Buffer>({
    name: `index/${definition.name}`,
    keyEncoding: 'binary',
    encoding: 'binary',
  });
  const indexed = environment.openDB<readonly string[], string>({ name: 'indexed', encoding: 'json' });
  const fields = [...definition.indexes].sort();
  environment.transactionSync(() => {
    if (indexed.get(definition.name)?.join() === fields.join()) return;
    index.clearSync();
    for (const { value } of rows.getRange()) {
      for (const key of keysOf(value, definition)) index.putSync(key, nothing);
    }
    indexed.putSync(definition.name, fields);
  });
  return { rows, index };
}

function keysOf<R extends Row>(row: R, { indexes }: TableDefinition<R>): readonly Buffer[] {
  return indexes.flatMap((field) => {
    const value: unknown = row[field];
    return value === undefined || value === null ? [] : [indexKey(field, value as Comparable, row.id)];
  });
}
