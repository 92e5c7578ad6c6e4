import {
  EdgeError,
  systemClock,
  type BlobStore,
  type Clock,
  type Row,
  type Store,
  type Table,
  type TableDefinition,
} from '@harper-edge/contracts';
import { checkSha256, digesting } from '../blobs.ts';
import { compareByPlan, isAfter, matches, planQuery, toPage } from '../query.ts';
import { batchOfCopies, checkMatch, checkRow, checkRowId, patched, rowExists, rowMissing } from '../rows.ts';

/** A store that forgets everything when the process ends: for tests, trials and tables that need no history. */
export function createMemoryStore({ clock = systemClock }: { readonly clock?: Clock } = {}): Store {
  const tables = new Map<string, { readonly rows: Map<string, Row>; changes: number }>();
  let closed = false;
  const checkOpen = (): Promise<void> =>
    closed ? Promise.reject(new EdgeError('UNAVAILABLE', 'the store is closed')) : Promise.resolve();
  return {
    table: <R extends Row>(definition: TableDefinition<R>) => {
      const held = tables.get(definition.name) ?? { rows: new Map<string, Row>(), changes: 0 };
      tables.set(definition.name, held);
      return createMemoryTable(definition, { held: held as Held<R>, checkOpen });
    },
    blobs: createMemoryBlobStore(clock, checkOpen),
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}

interface Held<R extends Row> {
  readonly rows: Map<string, R>;
  /** Counted for all who use the table. */
  changes: number;
}

interface Parts<R extends Row> {
  readonly held: Held<R>;
  checkOpen(): Promise<void>;
}

function createMemoryTable<R extends Row>(definition: TableDefinition<R>, { held, checkOpen }: Parts<R>): Table<R> {
  const { name } = definition;
  const { rows } = held;
  // Rows are copied on the way in and out, so that nobody changes the table by changing an object.
  const write = (row: R): void => {
    checkRow(row, definition);
    rows.set(row.id, structuredClone(row));
    held.changes++;
  };
  return {
    changes: () => held.changes,
    get: async (id) => {
      await checkOpen();
      checkRowId(id, name);
      return structuredClone(rows.get(id));
    },
    put: async (row, { ifAbsent = false } = {}) => {
      await checkOpen();
      if (ifAbsent && rows.has(row.id)) throw rowExists(name, row.id);
      write(row);
    },
    batch: () =>
      batchOfCopies(definition, {
        copy: (row) => structuredClone(row),
        write: async (added) => {
          await checkOpen();
          for (const row of added) rows.set(row.id, row);
          held.changes++;
        },
      }),
    patch: async (id, changes, { ifMatch = {} } = {}) => {
      await checkOpen();
      checkRowId(id, name);
      const row = rows.get(id);
      if (row === undefined) throw rowMissing(name, id);
      checkMatch(row, ifMatch as Partial<R>, name);
      const next = patched(row, changes);
      write(next);
      return structuredClone(next);
    },
    delete: async (id, { ifMatch = {} } = {}) => {
      await checkOpen();
      checkRowId(id, name);
      const row = rows.get(id);
      if (row === undefined) return false;
      checkMatch(row, ifMatch as Partial<R>, name);
      held.changes++;
      return rows.delete(id);
    },
    query: async (query = {}) => {
      await checkOpen();
      const plan = planQuery(query, definition);
      const found = [...rows.values()]
        .filter((row) => row[plan.sortField] !== undefined && row[plan.sortField] !== null)
        .filter((row) => matches(row, plan.conditions) && isAfter(row, plan))
        .sort(compareByPlan(plan));
      return structuredClone(toPage(found, plan));
    },
  };
}

function createMemoryBlobStore(clock: Clock, checkOpen: () => Promise<void>): BlobStore {
  const blobs = new Map<string, { bytes: Uint8Array; storedAt: number }>();
  const chunkBytes = 1 << 20;
  return {
    put: async (source, options = {}) => {
      await checkOpen();
      const { content, digest } = digesting(source, options);
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(Uint8Array.from(chunk));
      const { sha256, sizeBytes } = digest();
      const storedAt = clock.nowMs();
      blobs.set(sha256, { bytes: Buffer.concat(chunks), storedAt });
      return { sha256, sizeBytes, storedAt };
    },
    stat: async (sha256) => {
      await checkOpen();
      const held = blobs.get(checkSha256(sha256));
      return held && { sha256, sizeBytes: held.bytes.length, storedAt: held.storedAt };
    },
    get: async (sha256) => {
      await checkOpen();
      const held = blobs.get(checkSha256(sha256));
      if (held === undefined) return undefined;
      return (async function* () {
        for (let start = 0; start < held.bytes.length; start += chunkBytes) {
          yield await Promise.resolve(held.bytes.slice(start, start + chunkBytes));
        }
      })();
    },
    delete: async (sha256) => {
      await checkOpen();
      return blobs.delete(checkSha256(sha256));
    },
    list: async function* () {
      await checkOpen();
      for (const [sha256, { bytes, storedAt }] of blobs) {
        yield await Promise.resolve({ sha256, sizeBytes: bytes.length, storedAt });
      }
    },
  };
}
