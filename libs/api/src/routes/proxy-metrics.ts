import { z } from 'zod';
import { route } from '../http/route.ts';

export const proxyMetricsRoute = route({
  method: 'GET',
  path: '/proxy/metrics',
  summary: 'The shop in six numbers',
  tag: 'host',
  answer: z.object({
    ai_inference_time_avg: z.number().nullable().meta({
      description:
        'Milliseconds from request to answer, mean over the predictions of the loaded models; null: none yet.',
    }),
    ai_cache_hit_rate: z.number().nullable().meta({
      description: 'Share of answers that were found and not computed; null: none yet.',
    }),
    models_loaded: z.number(),
    total_requests: z.number().meta({ description: 'Predictions asked of the loaded models, however they ended.' }),
    ab_experiments_active: z.number().meta({ description: 'Of all tenants and threads.' }),
    price_optimizations_today: z.number().meta({ description: 'Since midnight (UTC), of all tenants and threads.' }),
  }),
  handle: async ({ services: { engine, shop } }) => {
    const { models } = engine.statistics();
    const sum = (read: (model: (typeof models)[number]) => number): number =>
      models.reduce((total, model) => total + read(model), 0);
    const answered = sum(({ success }) => success.count);
    return {
      ai_inference_time_avg: answered === 0 ? null : sum(({ success }) => success.ns) / 1e6 / answered,
      ai_cache_hit_rate: shop.cache.statistics().hitRate,
      models_loaded: models.length,
      total_requests: answered + sum(({ fail, refused, cancelled }) => fail.count + refused + cancelled),
      ab_experiments_active: await shop.experiments.countActive(),
      price_optimizations_today: await shop.prices.optimizationsToday(),
    };
  },
});
