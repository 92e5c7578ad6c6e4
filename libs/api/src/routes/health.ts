import { z } from 'zod';
import { prometheusContentType, writePrometheus } from '../http/prometheus.ts';
import { reply } from '../http/reply.ts';
import { route } from '../http/route.ts';
import { cacheMetrics } from '../shop/cache/cache-metrics.ts';
import { engineMetrics } from '../use-cases/engine-metrics.ts';

export const liveRoute = route({
  method: 'GET',
  path: '/health/live',
  summary: 'Whether the process answers',
  tag: 'host',
  isPublic: true,
  answer: z.object({ live: z.literal(true) }),
  handle: () => Promise.resolve({ live: true as const }),
});

export const readyRoute = route({
  method: 'GET',
  path: '/health/ready',
  summary: 'Whether the host can answer predictions; 503 while it starts or shuts down, or its store does not answer',
  tag: 'host',
  isPublic: true,
  answer: z.object({ ready: z.literal(true), live: z.literal(true) }),
  errors: ['UNAVAILABLE'],
  handle: async ({ services }) => {
    await services.checkReady();
    return { ready: true as const, live: true as const };
  },
});

export const statusRoute = route({
  method: 'GET',
  path: '/Status',
  summary: 'What this host is and holds in memory',
  tag: 'host',
  answer: z.object({
    status: z.literal('ok'),
    host: z.string(),
    version: z.string(),
    nodeVersion: z.string(),
    frameworks: z.array(z.string()).readonly(),
    modelsLoaded: z
      .array(z.object({ framework: z.string(), sha256: z.string(), memoryBytes: z.number(), leases: z.number() }))
      .readonly(),
  }),
  errors: ['UNAVAILABLE'],
  handle: async ({ services: { host, engine, checkReady } }) => {
    await checkReady();
    return {
      status: 'ok' as const,
      host: host.name,
      version: host.version,
      nodeVersion: host.nodeVersion,
      frameworks: engine.frameworks,
      modelsLoaded: engine.loaded(),
    };
  },
});

export const prometheusRoute = route({
  method: 'GET',
  path: '/metrics',
  summary:
    'Queues, batches, memory and requests of each loaded model, and what tenants were answered, in the text format of Prometheus',
  tag: 'host',
  answerType: 'text/plain',
  answer: z.string(),
  handle: async ({ services }) => {
    const { cache, personalize } = services.shop;
    const ofTenants = [...cacheMetrics(cache), ...personalize.outcomes.metrics()];
    return reply(writePrometheus([...(await engineMetrics(services)), ...ofTenants]), {
      contentType: prometheusContentType,
    });
  },
});
