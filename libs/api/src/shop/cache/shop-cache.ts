import type { Clock, Logger, Store } from '@harper-edge/contracts';
import { createTenantCounts, otherTenants, type CacheCounts, type CacheSource } from './cache-counts.ts';
import { createHotCache } from './hot-cache.ts';
import { createWarmCache } from './warm-cache.ts';

export interface Cached {
  readonly text: string;
  /** As `X-Cache` says it; `miss` also for callers who waited for the computation of another. */
  readonly source: CacheSource;
}

/** An answer for those who wait for it now, such as one made without a model that is away for a moment. */
export interface Unkept {
  readonly text: string;
  readonly isKept: false;
}

export interface CacheUse {
  /**
   * Computes what is not there. Callers with the same key share one run, so it must not end when one of them leaves. What
   * it throws reaches all of them, and is not kept.
   */
  readonly compute: () => Promise<string | Unkept>;
  /** How long it may be answered from the memory of this thread; 0: not at all. */
  readonly hotMs: number;
  /** How long any thread of the host may answer it, also after a restart; 0: not at all. */
  readonly warmMs: number;
}

export interface CacheStatistics {
  /** By tenant, with the memory its answers take, estimated; those beyond the first hundred together as `(others)`. */
  readonly tenants: ReadonlyMap<string, Readonly<CacheCounts> & { readonly hotBytes: number }>;
  /** Share of all questions that were answered without computing; `null` before the first. */
  readonly hitRate: number | null;
}

export interface ShopCache {
  /**
   * The text under this key of this tenant, such as an answer already written as JSON. Keys come from `cacheKey`. A store
   * that fails costs a computation, never the answer.
   *
   * @throws what `compute` throws, and nothing else
   */
  get(tenantId: string, key: string, use: CacheUse): Promise<Cached>;
  statistics(): CacheStatistics;
}

export interface ShopCacheOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of texts in memory, for each thread. Default 32 MiB. */
  readonly maxHotBytes?: number;
}

/** Answers of tenants: hot in memory, warm in a table, else computed. Nothing of one tenant is found by another. */
export function createShopCache({ maxHotBytes = 33_554_432, ...options }: ShopCacheOptions): ShopCache {
  const hot = createHotCache({ clock: options.clock, maxBytes: maxHotBytes });
  const warm = createWarmCache(options);
  const counts = createTenantCounts();
  const underWay = new Map<string, Promise<Cached>>();

  const find = async (tenantId: string, key: string, { compute, hotMs, warmMs }: CacheUse): Promise<Cached> => {
    const found = warmMs > 0 ? await warm.get(tenantId, key) : undefined;
    if (found !== undefined) {
      hot.put(tenantId, key, { text: found.text, forMs: Math.min(hotMs, found.leftMs) });
      return { text: found.text, source: 'hit-warm' };
    }
    const text = await compute();
    if (typeof text !== 'string') return { text: text.text, source: 'miss' };
    hot.put(tenantId, key, { text, forMs: hotMs });
    warm.put(tenantId, key, { text, forMs: warmMs });
    return { text, source: 'miss' };
  };

  const findOnce = (tenantId: string, key: string, use: CacheUse): Promise<Cached> => {
    const id = `${tenantId}/${key}`;
    const shared = underWay.get(id);
    if (shared !== undefined) return shared;
    const started = find(tenantId, key, use).finally(() => underWay.delete(id));
    underWay.set(id, started);
    return started;
  };

  return {
    get: async (tenantId, key, use) => {
      const text = use.hotMs > 0 ? hot.get(tenantId, key) : undefined;
      const cached: Cached = text === undefined ? await findOnce(tenantId, key, use) : { text, source: 'hit-hot' };
      counts.count(tenantId, cached.source);
      return cached;
    },
    statistics: () => {
      const counted = [...counts.read()];
      const ownBytes = counted.reduce((sum, [tenantId]) => sum + hot.bytesOf(tenantId), 0);
      const bytesOf = (tenantId: string): number =>
        tenantId === otherTenants ? hot.bytes() - ownBytes : hot.bytesOf(tenantId);
      return {
        tenants: new Map(counted.map(([tenantId, of]) => [tenantId, { ...of, hotBytes: bytesOf(tenantId) }])),
        hitRate: hitRateOf(counted.map(([, of]) => of)),
      };
    },
  };
}

function hitRateOf(counts: readonly Readonly<CacheCounts>[]): number | null {
  const hits = counts.reduce((sum, counted) => sum + counted['hit-hot'] + counted['hit-warm'], 0);
  const all = counts.reduce((sum, { miss }) => sum + miss, hits);
  return all === 0 ? null : hits / all;
}
