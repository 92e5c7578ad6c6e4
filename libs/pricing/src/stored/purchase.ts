import type { TableDefinition } from '@harper-edge/contracts';

export interface PurchasedItem {
  readonly productId: string;
  /** Units, a whole number above 0. */
  readonly quantity: number;
  /** Paid for one. */
  readonly price: number;
}

/** What became of a purchase in an experiment. */
export interface PurchaseOutcome {
  readonly experimentId: string;
  readonly counted: boolean;
  /** Why it does not count; null if it does. */
  readonly refused: string | null;
}

/** An order. This row is the truth; points, events and conversions are written after it and can be written again. */
export interface Purchase {
  /** `<tenant>/<orderId>`. */
  readonly id: string;
  readonly tenantId: string;
  readonly orderId: string;
  /** null once it is settled: whose it was is then said by the shopper's history alone, which can be forgotten. */
  readonly userId: string | null;
  /** One for each product and price. */
  readonly items: readonly PurchasedItem[];
  /** When it was bought, and when that came here; milliseconds since 1970. */
  readonly timestamp: number;
  readonly receivedAt: number;
  /** Experiments in which it is a conversion. */
  readonly experiments: readonly string[];
  readonly outcomes: readonly PurchaseOutcome[];
  /** Whether all that follows from it is written. */
  readonly settled: boolean;
}

export const purchaseTable: TableDefinition<Purchase> = { name: 'Purchase', indexes: ['settled'] };

/** What was paid. */
export const revenueOf = ({ items }: Pick<Purchase, 'items'>): number =>
  items.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
