import type { Route } from '../../http/route.ts';

export const priceRoutes: readonly Route[] = [];
