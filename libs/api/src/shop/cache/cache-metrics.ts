import type { Metric } from '../../http/prometheus.ts';
import type { ShopCache } from './shop-cache.ts';

/** What the cache of this thread counts, ready to be scraped; at most a hundred tenants have a label of their own. */
export function cacheMetrics(cache: ShopCache): readonly Metric[] {
  const { tenants } = cache.statistics();
  const sources = ['hit-hot', 'hit-warm', 'miss'] as const;
  return [
    {
      name: 'edge_ai_shop_cache_requests_total',
      type: 'counter',
      help: 'Questions of tenants by where their answer was found.',
      samples: [...tenants].flatMap(([tenant, counts]) =>
        sources.map((source) => ({ labels: { tenant, source }, value: counts[source] })),
      ),
    },
    {
      name: 'edge_ai_shop_cache_bytes',
      type: 'gauge',
      help: 'Memory that the answers of tenants take, estimated.',
      samples: [...tenants].map(([tenant, { hotBytes }]) => ({ labels: { tenant }, value: hotBytes })),
    },
  ];
}
