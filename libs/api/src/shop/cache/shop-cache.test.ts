import { EdgeError, silentLogger, type Store } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it, vi } from 'vitest';
import { writePrometheus } from '../../http/prometheus.ts';
import { cacheEntryTable } from './cache-entry.ts';
import { cacheMetrics } from './cache-metrics.ts';
import { createShopCache, type CacheUse } from './shop-cache.ts';

function setUp(store: Store = createMemoryStore()) {
  const clock = createFakeClock();
  const options = { store, clock, logger: silentLogger };
  const entries = store.table(cacheEntryTable);
  const stored = async (count: number): Promise<void> => {
    await vi.waitFor(
      async () => {
        expect((await entries.query()).rows).toHaveLength(count);
      },
      { timeout: 10_000 },
    );
  };
  return { clock, cache: createShopCache(options), another: createShopCache(options), entries, stored };
}

function counted(times: Partial<Omit<CacheUse, 'compute'>> = {}) {
  let runs = 0;
  return { hotMs: 1_000, warmMs: 10_000, ...times, compute: () => Promise.resolve(`answer ${++runs}`) };
}

describe('the cache of a shop', () => {
  it('computes once, then answers from memory, then from the table, then computes again', async () => {
    const { clock, cache, stored } = setUp();
    const use = counted();
    expect(await cache.get('a', 'key', use)).toEqual({ text: 'answer 1', source: 'miss' });
    expect(await cache.get('a', 'key', use)).toEqual({ text: 'answer 1', source: 'hit-hot' });
    await stored(1);
    clock.advance(1_000);
    expect(await cache.get('a', 'key', use)).toEqual({ text: 'answer 1', source: 'hit-warm' });
    expect(await cache.get('a', 'key', use)).toEqual({ text: 'answer 1', source: 'hit-hot' });
    clock.advance(9_000);
    expect(await cache.get('a', 'key', use)).toEqual({ text: 'answer 2', source: 'miss' });
  });

  it('never answers from memory what has expired in the table', async () => {
    const { clock, cache, another, stored } = setUp();
    const use = counted({ hotMs: 60_000 });
    await cache.get('a', 'key', use);
    await stored(1);
    clock.advance(9_999);
    expect(await another.get('a', 'key', use)).toEqual({ text: 'answer 1', source: 'hit-warm' });
    clock.advance(1);
    expect(await another.get('a', 'key', use)).toEqual({ text: 'answer 2', source: 'miss' });
  });

  it('finds nothing of another tenant', async () => {
    const { cache, stored } = setUp();
    const use = counted();
    await cache.get('a', 'key', use);
    await stored(1);
    expect((await cache.get('b', 'key', use)).text).toBe('answer 2');
  });

  it('keeps nothing where both times are 0', async () => {
    const { cache, entries } = setUp();
    const use = counted({ hotMs: 0, warmMs: 0 });
    expect((await cache.get('a', 'key', use)).text).toBe('answer 1');
    expect((await cache.get('a', 'key', use)).text).toBe('answer 2');
    expect((await entries.query()).rows).toEqual([]);
  });

  it('computes equal keys once for all who wait', async () => {
    const { cache } = setUp();
    const use = counted();
    const answers = await Promise.all(Array.from({ length: 20 }, () => cache.get('a', 'key', use)));
    expect(new Set(answers.map(({ text, source }) => `${text}, ${source}`))).toEqual(new Set(['answer 1, miss']));
  });

  it('tells a failure to all who wait, and tries again for the next', async () => {
    const { cache, entries } = setUp();
    const use = counted();
    const failing = { ...use, compute: () => Promise.reject(new EdgeError('MODEL_FAILED', 'no answer')) };
    const results = await Promise.allSettled([cache.get('a', 'key', failing), cache.get('a', 'key', use)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await entries.query()).rows).toEqual([]);
    expect((await cache.get('a', 'key', use)).text).toBe('answer 1');
  });

  it('does not keep what is only for now', async () => {
    const { cache, entries } = setUp();
    const compute = () => Promise.resolve({ text: 'for now', isKept: false } as const);
    expect(await cache.get('a', 'key', { ...counted(), compute })).toEqual({ text: 'for now', source: 'miss' });
    expect(await cache.get('a', 'key', counted())).toEqual({ text: 'answer 1', source: 'miss' });
    expect((await entries.query()).rows.map(({ text }) => text)).not.toContain('for now');
  });

  it('answers as if it were empty when the store fails', async () => {
    const store = createMemoryStore();
    const { clock, cache } = setUp(store);
    const use = counted();
    await store.close();
    expect(await cache.get('a', 'key', use)).toEqual({ text: 'answer 1', source: 'miss' });
    expect(await cache.get('a', 'key', use)).toEqual({ text: 'answer 1', source: 'hit-hot' });
    clock.advance(1_000);
    expect(await cache.get('a', 'key', use)).toEqual({ text: 'answer 2', source: 'miss' });
  });

  it('does not store a text of more than 64 KiB', async () => {
    const { cache, entries, stored } = setUp();
    const large = 'é'.repeat(32_769);
    expect((await cache.get('a', 'large', { ...counted(), compute: () => Promise.resolve(large) })).text).toBe(large);
    await cache.get('a', 'small', counted());
    await stored(1);
    expect((await entries.query()).rows.map(({ id }) => id)).toEqual(['a/small']);
    expect((await cache.get('a', 'large', counted())).source).toBe('hit-hot');
  });

  it('deletes rows that have expired while others are written', async () => {
    const { clock, cache, entries, stored } = setUp();
    for (let i = 0; i < 5; i++) await cache.get('a', `old ${i}`, counted());
    await stored(5);
    clock.advance(60_001);
    await cache.get('a', 'new', counted());
    await stored(1);
    expect((await entries.query()).rows.map(({ id }) => id)).toEqual(['a/new']);
  });

  it('counts by tenant, for a bounded number of them', async () => {
    const { cache } = setUp();
    expect(cache.statistics().hitRate).toBeNull();
    for (let i = 0; i < 102; i++) for (let times = 0; times < 4; times++) await cache.get(`t${i}`, 'key', counted());
    const { tenants, hitRate } = cache.statistics();
    expect(hitRate).toBe(0.75);
    expect(tenants.size).toBe(101);
    const one = { 'hit-hot': 3, 'hit-warm': 0, miss: 1 };
    expect(tenants.get('t0')).toEqual({ ...one, hotBytes: 316 });
    expect(tenants.get('(others)')).toEqual({ 'hit-hot': 6, 'hit-warm': 0, miss: 2, hotBytes: 632 });
    const text = writePrometheus(cacheMetrics(cache));
    expect(text).toContain('edge_ai_shop_cache_requests_total{tenant="t0",source="hit-hot"} 3\n');
    expect(text).toContain('edge_ai_shop_cache_bytes{tenant="(others)"} 632\n');
  });
});
