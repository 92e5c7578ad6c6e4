import { EdgeError, systemClock, type Clock, type Row, type Store, type TableDefinition } from '@harper-edge/contracts';
import { createClosingGate } from '../closing-gate.ts';
import { createHarperBlobStore } from './harper-blob-store.ts';
import { harperGlobals, type HarperGlobals } from './harper-globals.ts';
import { createHarperRecords, type HarperRecords } from './harper-records.ts';
import { createHarperTable } from './harper-table.ts';

export interface HarperStoreOptions {
  /** Of the tables in the component's schema. Default "edgeai". */
  readonly database?: string;
  readonly clock?: Clock;
  /** Default: those of the Harper process this runs in. */
  readonly globals?: HarperGlobals;
}

/**
 * The store on Harper's tables, inside a Harper component: every worker thread makes its own, over the same data. Each table
 * must be in the component's schema with the definition's indexes; blobs lie in the table `Artifact`.
 *
 * @throws EdgeError UNAVAILABLE when the schema has no such table
 */
export function createHarperStore(options: HarperStoreOptions = {}): Store {
  const { database = 'edgeai', clock = systemClock, globals = harperGlobals } = options;
  const { track, close } = createClosingGate();
  const recordsOf = (name: string): HarperRecords => {
    const table = globals.databases[database]?.[name];
    if (table === undefined) {
      throw new EdgeError(
        'UNAVAILABLE',
        `Harper has no table "${name}" in database "${database}"; is it in schema.graphql?`,
      );
    }
    // Without this Harper answers instances that have no properties of their own.
    class Records extends table {
      static readonly loadAsInstance = false;
    }
    return createHarperRecords(Records, track);
  };
  return {
    table: <R extends Row>(definition: TableDefinition<R>) =>
      createHarperTable(definition, { records: recordsOf(definition.name), track }),
    blobs: createHarperBlobStore({ records: recordsOf('Artifact'), globals, clock, track }),
    close,
  };
}
