import { EdgeError, isEdgeError, type Clock, type Table } from '@harper-edge/contracts';
import { seriesKey, type PricePointRow } from './price-point-row.ts';
import type { Purchase, PurchasedItem, PurchaseOutcome } from './purchase.ts';

export interface PurchaseOrder {
  readonly tenantId: string;
  readonly orderId: string;
  readonly userId: string;
  readonly items: readonly PurchasedItem[];
  /** Default: now, or when it came first. */
  readonly timestamp?: number;
  readonly experiments: readonly string[];
}

export interface Purchases {
  /**
   * Keeps the order; the same again finds what was kept.
   * @throws EdgeError CONFLICT for another order under its id
   */
  keep(order: PurchaseOrder): Promise<{ readonly purchase: Purchase; readonly isNew: boolean }>;
  /** Writes its points, which counts each once however often it is done. */
  recordSales(purchase: Purchase): Promise<void>;
  /** Says that all that follows from it is written. */
  settle(purchase: Purchase, outcomes: readonly PurchaseOutcome[]): Promise<void>;
  /** Those that came before that moment and are not settled: their process ended in between. At most 100. */
  unsettled(beforeMs: number): Promise<readonly Purchase[]>;
}

export interface PurchasesOptions {
  readonly purchases: Table<Purchase>;
  readonly points: Table<PricePointRow>;
  readonly clock: Clock;
}

export function createPurchases({ purchases, points, clock }: PurchasesOptions): Purchases {
  return {
    keep: async (order) => {
      const purchase = purchaseOf(order, clock.nowMs());
      try {
        await purchases.put(purchase, { ifAbsent: true });
        return { purchase, isNew: true };
      } catch (error) {
        if (!isEdgeError(error, 'CONFLICT')) throw error;
      }
      const kept = (await purchases.get(purchase.id)) ?? purchase;
      checkSame(order, { kept, sent: purchase });
      return { purchase: kept, isNew: false };
    },
    recordSales: async (purchase) => {
      await Promise.all(salesOf(purchase).map((row) => points.put(row)));
    },
    settle: async ({ id }, outcomes) => {
      await purchases.patch(id, { settled: true, outcomes, userId: null });
    },
    unsettled: async (beforeMs) => {
      const { rows } = await purchases.query({ where: [{ field: 'settled', op: 'eq', value: false }], limit: 100 });
      return rows.filter(({ receivedAt }) => receivedAt < beforeMs);
    },
  };
}

function purchaseOf({ items, timestamp, ...order }: PurchaseOrder, nowMs: number): Purchase {
  return {
    ...order,
    id: `${order.tenantId}/${order.orderId}`,
    items: merged(items),
    timestamp: timestamp ?? nowMs,
    receivedAt: nowMs,
    outcomes: [],
    settled: false,
  };
}

/** In the order in which product and price came first, so that the same order sent again has the same lines. */
function merged(items: readonly PurchasedItem[]): readonly PurchasedItem[] {
  const lines = new Map<string, PurchasedItem>();
  for (const item of items) {
    const key = `${item.productId}/${item.price}`;
    lines.set(key, { ...item, quantity: item.quantity + (lines.get(key)?.quantity ?? 0) });
  }
  return [...lines.values()];
}

function checkSame({ timestamp, userId }: PurchaseOrder, { kept, sent }: { kept: Purchase; sent: Purchase }): void {
  const lines = ({ items }: Purchase): string =>
    JSON.stringify(items.map(({ productId, quantity, price }) => [productId, quantity, price]));
  const isSame =
    lines(kept) === lines(sent) &&
    (kept.userId ?? userId) === userId &&
    (timestamp ?? kept.timestamp) === kept.timestamp;
  if (isSame) return;
  throw new EdgeError(
    'CONFLICT',
    `order "${kept.orderId}" was recorded with other items, another user or another time; expected the same again or a new orderId`,
  );
}

const salesOf = ({ id, tenantId, items, timestamp }: Purchase): readonly PricePointRow[] =>
  items.map(({ productId, quantity, price }, line) => ({
    id: `${id}/${line}`,
    series: seriesKey(tenantId, { productId, timestamp }),
    tenantId,
    productId,
    price,
    demand: quantity,
    timestamp,
    days: null,
  }));
