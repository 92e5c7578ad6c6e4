import { isEdgeError, type Store } from '@harper-edge/contracts';
import {
  purchaseKey,
  shopperEvent,
  shopperEventTable,
  shopperKey,
  type ShopperAction,
  type ShopperEvent,
} from './shopper-event.ts';

export interface Shoppers {
  /** Keeps an action; false if one with its id is kept already, which stays as it is. */
  record(action: ShopperAction): Promise<boolean>;
  /** What a shopper did last, newest first, at most `limit`. */
  recent(tenantId: string, userId: string, limit: number): Promise<readonly ShopperEvent[]>;
  /** What a tenant's shoppers bought since a moment, newest first, at most 10,000 and at most `limit`. */
  purchases(tenantId: string, since: PurchaseWindow): Promise<readonly ShopperEvent[]>;
  /** A number that has changed once an action is kept or removed on this host; absent where the store cannot tell. */
  changes?(): number;
  /** Removes everything a shopper did; how many actions that were. What is recorded meanwhile is removed too. */
  forget(tenantId: string, userId: string): Promise<number>;
}

export interface PurchaseWindow {
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** 1 to 10,000. */
  readonly limit: number;
}

/** What shoppers did, for each tenant. */
export function createShoppers({ store }: { readonly store: Store }): Shoppers {
  const events = store.table(shopperEventTable);
  const of = (tenantId: string, userId: string) =>
    [{ field: 'shopper', op: 'eq', value: shopperKey(tenantId, userId) }] as const;
  return {
    ...(events.changes !== undefined && { changes: events.changes.bind(events) }),
    record: async (action) => {
      try {
        await events.put(shopperEvent(action), { ifAbsent: true });
        return true;
      } catch (error) {
        if (isEdgeError(error, 'CONFLICT')) return false;
        throw error;
      }
    },
    recent: async (tenantId, userId, limit) => {
      const sort = { field: 'timestamp', order: 'descending' } as const;
      const { rows } = await events.query({ where: of(tenantId, userId), sort, limit });
      return rows;
    },
    purchases: async (tenantId, { sinceMs, limit }) => {
      const where = [
        { field: 'purchase', op: 'ge', value: purchaseKey(tenantId, sinceMs) },
        // The character after the slash ends the tenant's keys.
        { field: 'purchase', op: 'lt', value: `${tenantId}0` },
      ] as const;
      const { rows } = await events.query({ where, sort: { field: 'purchase', order: 'descending' }, limit });
      return rows;
    },
    forget: async (tenantId, userId) => {
      let removed = 0;
      for (;;) {
        const { rows } = await events.query({ where: of(tenantId, userId), limit: 1_000 });
        if (rows.length === 0) return removed;
        const done = await Promise.all(rows.map(({ id }) => events.delete(id)));
        removed += done.filter(Boolean).length;
      }
    },
  };
}
