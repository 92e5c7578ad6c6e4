import type { Route } from '../../http/route.ts';

export const experimentRoutes: readonly Route[] = [];
