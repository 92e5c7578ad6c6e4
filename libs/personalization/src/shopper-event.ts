import type { TableDefinition } from '@harper-edge/contracts';

/** Something a shopper did with a product. */
export interface ShopperAction {
  /** 1 to 128 characters, unique within the tenant; the same action sent again has the same id and is kept once. */
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly productId: string;
  readonly type: 'viewed' | 'purchased' | 'rated';
  /** Stars of 1 to 5 for `rated`, units for `purchased`, null for `viewed`. */
  readonly value: number | null;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** An action as it is stored. */
export interface ShopperEvent extends ShopperAction {
  /** `<tenant>/<id of the action>`. */
  readonly id: string;
  /** `<tenant>/<userId>`. */
  readonly shopper: string;
  /** `<tenant>/<timestamp in 15 digits>` of what was purchased, null of everything else: one index walks a tenant's purchases. */
  readonly purchase: string | null;
}

export const shopperEventTable: TableDefinition<ShopperEvent> = {
  name: 'ShopperEvent',
  indexes: ['shopper', 'tenantId', 'timestamp', 'purchase'],
};

export const shopperEvent = (action: ShopperAction): ShopperEvent => {
  const { id, tenantId, userId, productId, type, value, timestamp } = action;
  return {
    id: `${tenantId}/${id}`,
    tenantId,
    userId,
    productId,
    type,
    value,
    timestamp,
    shopper: shopperKey(tenantId, userId),
    purchase: type === 'purchased' ? purchaseKey(tenantId, timestamp) : null,
  };
};

export const shopperKey = (tenantId: string, userId: string): string => `${tenantId}/${userId}`;

/** Sorts by time within the tenant, from 1970 to beyond the year 30000. */
export const purchaseKey = (tenantId: string, timestamp: number): string =>
  `${tenantId}/${String(Math.max(0, Math.floor(timestamp))).padStart(15, '0')}`;
