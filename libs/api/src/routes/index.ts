import type { Route } from '../http/route.ts';
import { aliasRoutes } from './aliases.ts';
import { alertRoutes } from './alerts.ts';
import { benchmarkHistoryRoute, compareRoute } from './benchmark.ts';
import { createDocsRoutes } from './docs.ts';
import { driftRoutes } from './drift.ts';
import { feedbackRoute, getEventRoute, putEventRoute } from './feedback.ts';
import { garbageRoute } from './garbage.ts';
import { liveRoute, prometheusRoute, readyRoute, statusRoute } from './health.ts';
import { lifecycleRoutes } from './lifecycle.ts';
import {
  deleteModelRoute,
  deleteModelRowRoute,
  getModelRoute,
  modelRowRoute,
  modelRowsRoute,
  modelsRoute,
  versionsRoute,
} from './models.ts';
import { modelFetchRoutes } from './model-fetch.ts';
import { modelMetadataRoute } from './model-metadata.ts';
import { monitoringRoutes } from './monitoring.ts';
import { ollamaRoutes } from './ollama/index.ts';
import { openAiRoutes } from './openai/index.ts';
import { predictRoute } from './predict.ts';
import { proxyMetricsRoute } from './proxy-metrics.ts';
import { retrainingRoutes } from './retraining.ts';
import { tenantRoutes } from './tenants/index.ts';
import { postModelRoute, putBlobRoute, uploadRoute } from './upload.ts';
import { v2Routes } from './v2/index.ts';

const routesOfTasks: readonly Route[] = [
  predictRoute,
  ...v2Routes,
  ...openAiRoutes,
  ...ollamaRoutes,
  feedbackRoute,
  uploadRoute,
  versionsRoute,
  getModelRoute,
  deleteModelRoute,
  putBlobRoute,
  modelsRoute,
  ...lifecycleRoutes,
  ...aliasRoutes,
  garbageRoute,
  modelMetadataRoute,
  postModelRoute,
  modelRowsRoute,
  modelRowRoute,
  deleteModelRowRoute,
  getEventRoute,
  putEventRoute,
  ...monitoringRoutes,
  ...driftRoutes,
  ...alertRoutes,
  ...retrainingRoutes,
  ...modelFetchRoutes,
  ...tenantRoutes,
  compareRoute,
  benchmarkHistoryRoute,
  liveRoute,
  readyRoute,
  statusRoute,
  prometheusRoute,
  proxyMetricsRoute,
];

/** Every operation of the API. */
export const routes: readonly Route[] = [...routesOfTasks, ...createDocsRoutes(routesOfTasks)];
