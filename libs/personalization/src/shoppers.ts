import type { Store } from '@harper-edge/contracts';
import { shopperEventTable, type ShopperEvent } from './shopper-event.ts';

export interface Shoppers {
  record(event: ShopperEvent): Promise<void>;
  /** What a shopper did last, newest first, at most `limit`. */
  recent(tenantId: string, userId: string, limit: number): Promise<readonly ShopperEvent[]>;
}

/** What shoppers did, for each tenant. */
export function createShoppers({ store }: { readonly store: Store }): Shoppers {
  const events = store.table(shopperEventTable);
  return {
    record: (event) => events.put(event),
    recent: async (tenantId, userId, limit) => {
      const where = [{ field: 'shopper', op: 'eq', value: `${tenantId}/${userId}` }] as const;
      const { rows } = await events.query({ where, sort: { field: 'timestamp', order: 'descending' }, limit });
      return rows;
    },
  };
}
