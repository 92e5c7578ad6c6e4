import type { TableDefinition } from '@harper-edge/contracts';

/** What a key, or all callers of a tenant together, have taken of their limits. Each node of a cluster counts by itself. */
export interface Usage {
  /** `<tenant>/<keyId>`, and `<tenant>/tenant` for all. */
  readonly id: string;
  /** Left in the bucket at `refilledAt`, with a fraction; null: it was not limited then. */
  readonly tokens: number | null;
  /** Milliseconds since 1970. */
  readonly refilledAt: number;
  /** Days since 1970, UTC, that `usedToday` belongs to. */
  readonly day: number;
  readonly usedToday: number;
}

export const usageTable: TableDefinition<Usage> = { name: 'TenantUsage', indexes: [] };
