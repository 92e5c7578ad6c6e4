import type { Route } from '../../http/route.ts';

export const proxyRoutes: readonly Route[] = [];
