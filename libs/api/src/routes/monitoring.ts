import { EdgeError } from '@harper-edge/contracts';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { route } from '../http/route.ts';
import { cursor, id, inferenceEvent, limit, time } from './schemas.ts';

const window = { startTime: time.optional(), endTime: time.optional() };

export const eventsRoute = route({
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

export const metricsRoute = route({
  method: 'GET',
  path: '/monitoring/metrics',
  summary: 'Counts, latency percentiles, error rate, confidence and accuracy of a model',
  tag: 'monitoring',
  query: z.object({ modelId: id('modelId'), ...window }),
  answer: z.object({
    modelId: z.string(),
    count: z.number(),
    avgLatency: average,
    p50Latency: average,
    p95Latency: average,
    p99Latency: average,
    errorRate: average,
    avgConfidence: average,
    accuracy: average,
  }),
  errors: ['NOT_FOUND'],
  handle: async ({ services, query }) => {
    const metrics = await services.monitoring.metrics(given(query));
    // Events outlive their model, so only a model with neither is unknown.
    if (metrics.count === 0)
      await mustExist(services.registry.list({ modelId: query.modelId, limit: 1 }), query.modelId);
    return { modelId: query.modelId, ...metrics };
  },
});

async function mustExist(listing: Promise<{ readonly rows: readonly unknown[] }>, modelId: string): Promise<void> {
  if ((await listing).rows.length === 0)
    throw new EdgeError('NOT_FOUND', `no model "${modelId}"; GET /models lists what there is`);
}
