import type { Route } from '../../http/route.ts';

export const personalizeRoutes: readonly Route[] = [];
