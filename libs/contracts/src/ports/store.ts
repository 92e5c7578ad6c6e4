import type { BlobStore } from './blob-store.ts';
import type { Row, Table, TableDefinition } from './table.ts';

/** Tables and blobs that live and close together. */
export interface Store {
  table<R extends Row>(definition: TableDefinition<R>): Table<R>;
  readonly blobs: BlobStore;
  /** Waits for the writes under way. Further calls answer UNAVAILABLE. */
  close(): Promise<void>;
}
