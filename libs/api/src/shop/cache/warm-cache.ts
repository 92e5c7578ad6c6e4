import { isEdgeError, type Clock, type Logger, type Store } from '@harper-edge/contracts';
import { cacheEntryTable } from './cache-entry.ts';

export interface WarmCache {
  /** `undefined` when it is not there, no longer, or the store fails. */
  get(tenantId: string, key: string): Promise<{ readonly text: string; readonly leftMs: number } | undefined>;
  /** Returns at once and never fails: what cannot be written is computed again. Larger texts than 64 KiB are not kept. */
  put(tenantId: string, key: string, entry: { readonly text: string; readonly forMs: number }): void;
}

const maxTextBytes = 65_536;
/** While a slow store has so many to write, no more are handed to it. */
const maxWriting = 32;
const sweepIntervalMs = 60_000;
const maxPages = 100;

/** Texts in a table, for all threads of a host. Rows that have expired are deleted now and then, while others are written. */
export function createWarmCache(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
}): WarmCache {
  const { store, clock, logger } = options;
  const entries = store.table(cacheEntryTable);
  let writing = 0;
  let sweepAtMs = 0;
  let warnAtMs = 0;

  const warn = (error: unknown): void => {
    if (clock.monotonicMs() < warnAtMs) return;
    warnAtMs = clock.monotonicMs() + sweepIntervalMs;
    logger.warn('the warm cache could not be used; its answers are computed again', { error });
  };

  const sweep = async (): Promise<void> => {
    const expired = { field: 'expiresAt', op: 'lt', value: clock.nowMs() } as const;
    for (let pages = 0; pages < maxPages; pages++) {
      const { rows, nextCursor } = await entries.query({ where: [expired], limit: 500 });
      // Only as it was read: another thread may have written it anew.
      for (const { id, expiresAt } of rows) await entries.delete(id, { ifMatch: { expiresAt } }).catch(unlessRenewed);
      if (nextCursor === undefined) return;
    }
  };

  const write = async (id: string, row: { tenantId: string; text: string; expiresAt: number }): Promise<void> => {
    await entries.put({ id, ...row });
    if (clock.monotonicMs() < sweepAtMs) return;
    sweepAtMs = clock.monotonicMs() + sweepIntervalMs;
    await sweep();
  };

  return {
    get: async (tenantId, key) => {
      try {
        const row = await entries.get(`${tenantId}/${key}`);
        const leftMs = (row?.expiresAt ?? 0) - clock.nowMs();
        return row !== undefined && leftMs > 0 ? { text: row.text, leftMs } : undefined;
      } catch (error) {
        warn(error);
        return undefined;
      }
    },
    put: (tenantId, key, { text, forMs }) => {
      if (!(forMs > 0) || writing >= maxWriting || Buffer.byteLength(text) > maxTextBytes) return;
      writing++;
      write(`${tenantId}/${key}`, { tenantId, text, expiresAt: clock.nowMs() + forMs })
        .catch(warn)
        .finally(() => {
          writing--;
        });
    },
  };
}

function unlessRenewed(error: unknown): void {
  if (!isEdgeError(error, 'PRECONDITION_FAILED')) throw error;
}
