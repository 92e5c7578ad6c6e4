import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { EdgeError, systemClock, type Clock, type Row, type Store, type TableDefinition } from '@harper-edge/contracts';
import { open, type RootDatabase, type RootDatabaseOptionsWithPath } from 'lmdb';
import { createClosingGate } from '../closing-gate.ts';
import { createBatchWriter } from './batch-writer.ts';
import { createEmbeddedTable, type ChangeCount } from './embedded-table.ts';
import { createFileBlobStore } from './file-blob-store.ts';

export interface EmbeddedStoreOptions {
  /** A folder of its own; made when it is not there. */
  readonly path: string;
  readonly clock?: Clock;
}

/**
 * The store of the standalone host: tables in LMDB, blobs as files. A write has reached the disk when its promise resolves.
 *
 * @throws EdgeError UNAVAILABLE when the folder cannot be used
 */
export function createEmbeddedStore({ path, clock = systemClock }: EmbeddedStoreOptions): Store {
  const options = environmentOptions(path);
  const environment = openTables(options, path);
  const batches = createBatchWriter(options);
  const { track, close } = createClosingGate();
  const counts = new Map<string, ChangeCount>();
  const countOf = (name: string): ChangeCount => {
    const count = counts.get(name) ?? { changes: 0 };
    counts.set(name, count);
    return count;
  };
  return {
    table: <R extends Row>(definition: TableDefinition<R>) =>
      createEmbeddedTable(definition, { environment, batches, track, count: countOf(definition.name) }),
    blobs: createFileBlobStore({ path: join(path, 'blobs'), clock, track }),
    close: async () => {
      await close();
      await batches.close();
      await environment.close();
    },
  };
}

/** The same for every thread that opens it. */
const environmentOptions = (path: string): RootDatabaseOptionsWithPath => ({
  path: join(path, 'tables'),
  maxDbs: 256,
  // Room for the longest index key: a field, 512 characters of value and 256 of id, in UTF-8.
  pageSize: 8_192,
  // A commit resolves once it is on the disk, not only in the page cache.
  overlappingSync: false,
});

function openTables(options: RootDatabaseOptionsWithPath, path: string): RootDatabase {
  try {
    mkdirSync(join(path, 'blobs', 'incoming'), { recursive: true });
    return open(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EdgeError(
      'UNAVAILABLE',
      `the data folder cannot be used (${code}); it must be a folder this user can write to`,
      { cause: error },
    );
  }
}
