import type { Route } from '../../http/route.ts';

export const pictureAndReviewRoutes: readonly Route[] = [];
