import { inferRoutes } from './infer.ts';
import { allStatsRoute, modelNamesRoute, modelRoutes } from './models.ts';
import { loadRoute, repositoryIndexRoute, unloadRoute } from './repository.ts';
import { serverLiveRoute, serverReadyRoute, serverRoute } from './server.ts';

/** Open Inference Protocol V2 over REST. */
export const v2Routes = [
  serverRoute,
  serverLiveRoute,
  serverReadyRoute,
  modelNamesRoute,
  allStatsRoute,
  ...modelRoutes,
  ...inferRoutes,
  repositoryIndexRoute,
  loadRoute,
  unloadRoute,
];
