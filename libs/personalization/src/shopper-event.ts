import type { TableDefinition } from '@harper-edge/contracts';

/** Something a shopper did with a product. */
export interface ShopperEvent {
  /** Unique within the tenant's events; the same event sent again has the same id and is kept once. */
  readonly id: string;
  /** `<tenant>/<userId>`. */
  readonly shopper: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly productId: string;
  readonly type: 'viewed' | 'purchased' | 'rated';
  /** Stars of 1 to 5 for `rated`, units for `purchased`, null for `viewed`. */
  readonly value: number | null;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export const shopperEventTable: TableDefinition<ShopperEvent> = {
  name: 'ShopperEvent',
  indexes: ['shopper', 'tenantId', 'timestamp'],
};
