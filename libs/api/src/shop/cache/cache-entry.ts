import type { TableDefinition } from '@harper-edge/contracts';

/** An answer that another thread of this host, or a later process, need not compute again. */
export interface CacheEntry {
  /** `<tenant>/<key>`. */
  readonly id: string;
  readonly tenantId: string;
  readonly text: string;
  /** Milliseconds since 1970; from then on it is as if the row were not there. */
  readonly expiresAt: number;
}

export const cacheEntryTable: TableDefinition<CacheEntry> = { name: 'CacheEntry', indexes: ['expiresAt'] };
