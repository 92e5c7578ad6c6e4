import type { Route } from '../../http/route.ts';
import { optimizePriceRoute } from './optimize-price.ts';
import { priceChangeRoutes } from './price-changes.ts';
import { pricePointRoutes } from './price-points.ts';
import { purchaseRoute } from './purchase.ts';

/** What was sold, what it should cost, and what it costs from now on. */
export const priceRoutes: readonly Route[] = [
  ...pricePointRoutes,
  optimizePriceRoute,
  ...priceChangeRoutes,
  purchaseRoute,
];
