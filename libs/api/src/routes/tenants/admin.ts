import type { Route } from '../../http/route.ts';

export const tenantAdminRoutes: readonly Route[] = [];
