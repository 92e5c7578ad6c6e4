import { EdgeError } from '@harper-edge/contracts';
import {
  defaultDriftSettings,
  defaultEventSettings,
  defaultQualitySettings,
  defaultRetrainingSettings,
  granularities,
  type Granularity,
  type MonitoringConfig,
} from '@harper-edge/monitoring';
import { z } from 'zod';
import { driftSettings, qualitySettings } from '../drift/config-schemas.ts';
import { given } from '../http/given.ts';
import { route, type Route } from '../http/route.ts';
import type { Services } from '../services.ts';
import { cursor, id, inferenceEvent, limit, time } from './schemas.ts';

const window = { startTime: time.optional(), endTime: time.optional() };

const eventsRoute = route({
  method: 'GET',
  path: '/monitoring/events',
  summary: 'Recorded predictions, newest first',
  tag: 'monitoring',
  query: z.object({ modelId: id('modelId').optional(), userId: id('userId').optional(), ...window, limit, cursor }),
  answer: z.object({
    events: z.array(inferenceEvent).readonly(),
    count: z.number(),
    nextCursor: z.string().optional(),
  }),
  handle: async ({ services, query }) => {
    const { rows, nextCursor } = await services.monitoring.events(given(query));
    return { events: rows, count: rows.length, ...given({ nextCursor }) };
  },
});

const average = z.number().nullable();

const metrics = {
  count: z.number(),
  avgLatency: average,
  p50Latency: average,
  p95Latency: average,
  p99Latency: average,
  maxLatency: average,
  errorRate: average,
  avgConfidence: average,
  accuracy: average,
  judged: z.number().meta({ description: 'Predictions with feedback that says whether they were right.' }),
};

const metricsRoute = route({
  method: 'GET',
  path: '/monitoring/metrics',
  summary: 'Counts, latency percentiles, error rate, confidence and accuracy of a model',
  tag: 'monitoring',
  query: z.object({ modelId: id('modelId'), ...window }),
  answer: z.object({ modelId: z.string(), ...metrics }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, query }) => {
    const found = await services.monitoring.metrics(given(query));
    // Events outlive their model, so only a model with neither is unknown.
    if (found.count === 0) await mustExist(services, query.modelId);
    return { modelId: query.modelId, ...found };
  },
});

const modelName = { modelName: id('modelName') };
const rated = { ...metrics, throughput: z.number().meta({ description: 'Predictions per second.' }) };
const bucket = z.object({
  startTime: z.number(),
  endTime: z.number(),
  ...rated,
  versions: z.record(z.string(), z.object(rated)).readonly(),
});
const granularityNames = Object.keys(granularities) as [Granularity, ...Granularity[]];

const metricSeriesRoute = route({
  method: 'GET',
  path: '/monitoring/metrics/:modelName',
  summary: 'Metrics of a model and of each of its versions, piece by piece; pieces without a prediction are left out',
  tag: 'monitoring',
  params: z.object(modelName),
  query: z.object({
    granularity: z.enum(granularityNames).optional().meta({ description: 'Default 5min; days are those of UTC.' }),
    from: time.optional().meta({ description: 'Widened to a whole piece. Default 288 pieces before `to`.' }),
    to: time.optional().meta({ description: 'Widened to a whole piece. Default now.' }),
    version: id('version').optional(),
  }),
  answer: z.object({
    modelName: z.string(),
    granularity: z.string(),
    from: z.number(),
    to: z.number(),
    buckets: z.array(bucket).readonly(),
    total: z.object(metrics),
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, params, query: { granularity = '5min', ...rest } }) => {
    const series = await services.monitoring.series(params.modelName, { granularity, ...rest });
    if (series.total.count === 0) await mustExist(services, params.modelName);
    return { modelName: params.modelName, granularity, ...series };
  },
});

const realtimeMetricsRoute = route({
  method: 'GET',
  path: '/monitoring/metrics/:modelName/realtime',
  summary: 'Metrics of the last minutes, over all threads; those of another thread are a second old',
  tag: 'monitoring',
  params: z.object(modelName),
  query: z.object({
    minutes: z.coerce
      .number()
      .int()
      .min(1)
      .max(10)
      .optional()
      .meta({ description: 'This minute and those before it, default 5.' }),
  }),
  answer: bucket.extend({ modelName: z.string() }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, params, query }) => {
    const found = await services.monitoring.realtime(params.modelName, query.minutes);
    if (found.count === 0) await mustExist(services, params.modelName);
    return { modelName: params.modelName, ...found };
  },
});

/** @throws EdgeError NOT_FOUND for a model that is not registered, and has no metrics of a time when it was */
async function mustExist({ registry, monitoring }: Services, modelId: string): Promise<void> {
  if ((await registry.list({ modelId, limit: 1 })).rows.length > 0) return;
  if ((await monitoring.metrics({ modelId })).count > 0) return;
  throw new EdgeError('NOT_FOUND', `no model "${modelId}"; GET /models lists what there is`);
}

const eventSettings = {
  samplingRate: z
    .number()
    .meta({ description: 'Share of the predictions whose events are stored; metrics count all. Default 1.' }),
  redact: z
    .array(z.string())
    .readonly()
    .meta({ description: 'Fields never stored, as featuresIn.email or prediction.name. Default none.' }),
  retentionDays: z.number().meta({ description: 'Days after which events are deleted; metrics stay. Default 30.' }),
  durable: z
    .boolean()
    .meta({ description: 'Whether a prediction is answered only once its event is written. Default false.' }),
};
const limitOf = (description: string) =>
  z
    .number()
    .nullable()
    .meta({ description: `${description}; null: never.` });
const retrainingSettings = {
  enabled: z.boolean().meta({ description: 'Whether retraining is proposed without being asked for. Default false.' }),
  driftScore: limitOf('From which drift score on; default 0.5'),
  accuracyDrop: limitOf('From which drop of accuracy on that a test confirms; default 0.1'),
  errorRate: limitOf('Above which share of failures over a day; default 0.1'),
  newLabelled: limitOf('From how many new predictions with feedback on; default 1000'),
  every: z.string().nullable().meta({ description: 'After how long; default 7d; null: never.', example: '7d' }),
  minimumInterval: z.string().meta({ description: 'Between two requests for one cause; default 1d.', example: '1d' }),
  minimumNewLabelled: z.number().meta({ description: 'Without so many nothing is proposed. Default 100.' }),
};
const config = z.object({
  modelName: z.string(),
  events: z.object(eventSettings),
  drift: z.object(driftSettings),
  quality: z.object(qualitySettings),
  retraining: z.object(retrainingSettings),
  updatedAt: z.number().nullable(),
});

const configOf = ({
  id: modelId,
  events = defaultEventSettings,
  drift = defaultDriftSettings,
  quality = defaultQualitySettings,
  retraining = defaultRetrainingSettings,
  updatedAt,
}: MonitoringConfig) => ({
  modelName: modelId,
  events,
  drift,
  quality,
  retraining,
  updatedAt: updatedAt ?? null,
});

const monitoringConfigRoute = route({
  method: 'GET',
  path: '/monitoring/config/:modelName',
  summary: 'How a model is watched',
  tag: 'monitoring',
  params: z.object(modelName),
  answer: config,
  errors: ['NOT_FOUND'],
  handle: async ({ services, params }) => {
    const found = await services.monitoring.config(params.modelName);
    if (found.updatedAt === undefined) await mustExist(services, params.modelName);
    return configOf(found);
  },
});

const putMonitoringConfigRoute = route({
  method: 'PUT',
  path: '/monitoring/config/:modelName',
  summary: 'Change how a model is watched; what is not given stays as it is',
  tag: 'monitoring',
  params: z.object(modelName),
  body: z.strictObject({
    events: z.strictObject(eventSettings).partial().optional(),
    drift: z.strictObject(driftSettings).partial().optional(),
    quality: z.strictObject(qualitySettings).partial().optional(),
    retraining: z.strictObject(retrainingSettings).partial().optional(),
  }),
  answer: config,
  errors: ['NOT_FOUND'],
  handle: async ({ services: { monitoring, clock, ...services }, params, body }) => {
    await mustExist({ monitoring, clock, ...services }, params.modelName);
    const found = await monitoring.config(params.modelName);
    const { events = defaultEventSettings, drift = defaultDriftSettings, quality = defaultQualitySettings } = found;
    const { retraining = defaultRetrainingSettings } = found;
    return configOf(
      await monitoring.configure(params.modelName, {
        ...(body.events && { events: { ...events, ...given(body.events) } }),
        ...(body.drift && { drift: { ...drift, ...given(body.drift) } }),
        ...(body.quality && { quality: { ...quality, ...given(body.quality) } }),
        ...(body.retraining && { retraining: { ...retraining, ...given(body.retraining) } }),
        updatedAt: clock.nowMs(),
      }),
    );
  },
});

export const monitoringRoutes: readonly Route[] = [
  eventsRoute,
  metricsRoute,
  metricSeriesRoute,
  realtimeMetricsRoute,
  monitoringConfigRoute,
  putMonitoringConfigRoute,
];
