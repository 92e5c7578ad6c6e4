import { isEdgeError, type Clock, type Page, type Rng, type Store, type TableDefinition } from '@harper-edge/contracts';
import { randomHex } from './random-hex.ts';

/** One action of an administrator. Entries are added, and completed once it has ended. */
export interface AuditEntry {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly tenantId: string;
  /** Such as `tenant.put`. */
  readonly action: string;
  /** The user of the host, or the key of the tenant. */
  readonly by: string;
  readonly requestId: string;
  /** What it was done to; never a secret. */
  readonly details: Readonly<Record<string, string | number | null | readonly string[]>>;
  /** `done`, or the code it failed with; null while it runs, and for ever if the host died in it. */
  readonly outcome: string | null;
}

export const auditTable: TableDefinition<AuditEntry> = { name: 'AuditEntry', indexes: ['at', 'tenantId'] };

export interface Audit {
  /**
   * Writes the entry down, does the action, and adds what became of it and what `tell` says of it: nothing is done that is
   * not in the log.
   */
  record<T>(entry: NewAuditEntry, action: () => Promise<T>, tell?: (result: T) => AuditEntry['details']): Promise<T>;
  /** Newest first, from `from` to before `to`, milliseconds since 1970. */
  list(query?: AuditQuery): Promise<Page<AuditEntry>>;
}

export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at' | 'outcome'>;

export interface AuditQuery {
  readonly tenantId?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface AuditOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** The log of what administrators did. It outlives the tenants it tells of. */
export function createAudit({ store, clock, rng }: AuditOptions): Audit {
  const entries = store.table(auditTable);
  return {
    record: async (entry, action, tell = () => ({})) => {
      const at = clock.nowMs();
      const id = `${at.toString(36).padStart(9, '0')}-${randomHex(rng, 8)}`;
      await entries.put({ ...entry, id, at, outcome: null }, { ifAbsent: true });
      try {
        const result = await action();
        await entries.patch(id, { outcome: 'done', details: { ...entry.details, ...tell(result) } });
        return result;
      } catch (error) {
        await entries.patch(id, { outcome: isEdgeError(error) ? error.code : 'INTERNAL' });
        throw error;
      }
    },
    list: ({ tenantId, from, to, ...page } = {}) =>
      entries.query({
        where: [
          ...(tenantId === undefined ? [] : [{ field: 'tenantId', op: 'eq', value: tenantId } as const]),
          ...(from === undefined ? [] : [{ field: 'at', op: 'ge', value: from } as const]),
          ...(to === undefined ? [] : [{ field: 'at', op: 'lt', value: to } as const]),
        ],
        sort: { field: 'at', order: 'descending' },
        ...page,
      }),
  };
}
