import { setTimeout as delay } from 'node:timers/promises';
import {
  createSystemRng,
  isEdgeError,
  type BlobInfo,
  type BlobStore,
  type Page,
  type Rng,
  type Row,
  type Store,
  type Table,
  type TableDefinition,
} from '@harper-edge/contracts';
import { checkSha256, digesting } from '../blobs.ts';
import { planQuery } from '../query.ts';
import { batchOfCopies, checkRow, checkRowId } from '../rows.ts';
import { createDoorClient, type DoorClient } from './door-client.ts';

export interface HarperHttpStoreOptions {
  /** Where the component has its store door, such as `http://127.0.0.1:9926/store`. */
  readonly url: string;
  /** Sent with every request, such as `{ authorization: 'Basic …' }` of a super user. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For a connection, for an answer to begin, and between its parts; milliseconds, default 10,000. */
  readonly timeoutMs?: number;
  /** Connections kept open at most. Default 16. */
  readonly connections?: number;
  /** Further tries of calls that may be repeated. Default 3. */
  readonly retries?: number;
  readonly rng?: Rng;
  readonly sleep?: (ms: number) => Promise<void>;
}

/**
 * The store of a Harper host, used from another process. Calls that may be repeated are tried again when the host does not
 * answer; conditional writes only when they certainly did not reach it.
 */
export function createHarperHttpStore({
  headers = {},
  timeoutMs = 10_000,
  connections = 16,
  retries = 3,
  rng = createSystemRng(),
  sleep = async (ms) => delay(ms),
  url,
}: HarperHttpStoreOptions): Store {
  const client = createDoorClient({ url, headers, timeoutMs, connections, retries, rng, sleep });
  return {
    table: <R extends Row>(definition: TableDefinition<R>) => createRemoteTable(definition, client),
    blobs: createRemoteBlobStore(client),
    close: () => client.close(),
  };
}

/** A write with a condition must not be repeated after it may have been carried out: it would then fail on itself. */
const repeatableUnless = (conditional: boolean) => (conditional ? 'ifUnsent' : 'idempotent');

function createRemoteTable<R extends Row>(definition: TableDefinition<R>, client: DoorClient): Table<R> {
  const path = `tables/${encodeURIComponent(definition.name)}`;
  const rowPath = (id: string): string => {
    checkRowId(id, definition.name);
    // The sign keeps "." and ".." from being resolved as folders.
    return `${path}/=${encodeURIComponent(id)}`;
  };
  const put = async (row: R, ifAbsent: boolean): Promise<void> => {
    await client.call({
      method: 'PUT',
      path: rowPath(row.id),
      json: { row, ifAbsent },
      repeatable: repeatableUnless(ifAbsent),
    });
  };
  return {
    get: async (id) => {
      const { row } = await client.call<{ row: R | null }>({
        method: 'GET',
        path: rowPath(id),
        repeatable: 'idempotent',
      });
      return row ?? undefined;
    },
    put: async (row, { ifAbsent = false } = {}) => {
      // Checked here too: JSON would turn NaN into null.
      checkRow(row, definition);
      await put(row, ifAbsent);
    },
    batch: () =>
      batchOfCopies(definition, {
        copy: (row) => structuredClone(row),
        write: async (rows) => {
          await Promise.all(rows.map((row) => put(row, false)));
        },
      }),
    patch: async (id, changes, { ifMatch } = {}) => {
      const json = { changes, ifMatch };
      const repeatable = repeatableUnless(ifMatch !== undefined);
      return (await client.call<{ row: R }>({ method: 'PATCH', path: rowPath(id), json, repeatable })).row;
    },
    delete: async (id, { ifMatch } = {}) => {
      // Repeated, a delete that was carried out would answer that nothing was there.
      const answer = await client.call<{ deleted: boolean }>({
        method: 'DELETE',
        path: rowPath(id),
        json: { ifMatch },
        repeatable: 'ifUnsent',
      });
      return answer.deleted;
    },
    query: async (query = {}) => {
      planQuery(query, definition);
      return client.call<Page<R>>({ method: 'POST', path, json: query, repeatable: 'idempotent' });
    },
  };
}

function createRemoteBlobStore(client: DoorClient): BlobStore {
  const pathOf = (sha256: string): string => `blobs/${checkSha256(sha256)}`;
  return {
    put: async (source, options = {}) => {
      // Limits and digests are checked on both sides: here before the bytes travel, there before they become visible.
      const { content, digest } = digesting(source, options);
      const parameters = new URLSearchParams();
      for (const [name, value] of Object.entries(options)) parameters.set(name, String(value));
      const info = await client.upload<BlobInfo>(`blobs?${parameters.toString()}`, content);
      const { sha256 } = digest();
      if (sha256 !== info.sha256) throw new Error(`the store received other bytes than were sent: ${info.sha256}`);
      return info;
    },
    stat: async (sha256) => {
      const path = `${pathOf(sha256)}/info`;
      return (
        (await client.call<{ info: BlobInfo | null }>({ method: 'GET', path, repeatable: 'idempotent' })).info ??
        undefined
      );
    },
    get: async (sha256) => {
      const path = pathOf(sha256);
      try {
        return verified(await client.download(path), sha256);
      } catch (error) {
        if (isEdgeError(error, 'NOT_FOUND')) return undefined;
        throw error;
      }
    },
    delete: async (sha256) =>
      (await client.call<{ deleted: boolean }>({ method: 'DELETE', path: pathOf(sha256), repeatable: 'ifUnsent' }))
        .deleted,
    list: async function* () {
      yield* (
        await client.call<{ blobs: readonly BlobInfo[] }>({ method: 'GET', path: 'blobs', repeatable: 'idempotent' })
      ).blobs;
    },
  };
}

/** The bytes as they come; fails at their end when they are not what the name says. */
async function* verified(source: AsyncIterable<Uint8Array>, expectedSha256: string): AsyncGenerator<Uint8Array> {
  const { content, digest } = digesting(source, { expectedSha256 });
  yield* content;
  digest();
}
