import type { Clock, Store } from '@harper-edge/contracts';
import type { PricePoint } from '../price-history.ts';

export interface Prices {
  record(tenantId: string, productId: string, points: readonly PricePoint[]): Promise<void>;
}

/** Prices and what was sold at them, for each tenant. */
export function createPrices(_options: { readonly store: Store; readonly clock: Clock }): Prices {
  return { record: () => Promise.resolve() };
}
