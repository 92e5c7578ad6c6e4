import type { Route } from '../../http/route.ts';
import { experimentRoutes } from './experiments.ts';
import { personalizeRoutes } from './personalize.ts';
import { priceRoutes } from './prices.ts';
import { proxyRoutes } from './proxy.ts';
import { pictureAndReviewRoutes } from './pictures-and-reviews.ts';
import { tenantAdminRoutes } from './admin.ts';

/** What a tenant's site, its owner and the administrator of the host ask for. */
export const tenantRoutes: readonly Route[] = [
  ...personalizeRoutes,
  ...pictureAndReviewRoutes,
  ...experimentRoutes,
  ...priceRoutes,
  ...proxyRoutes,
  ...tenantAdminRoutes,
];
