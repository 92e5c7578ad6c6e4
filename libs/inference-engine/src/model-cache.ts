import type { LoadedModel, Logger } from '@harper-edge/contracts';
import { createLeasedModel, type Lease, type LeasedModel } from './leased-model.ts';

export interface ModelCache {
  /**
   * The model under this key, loading it if needed. Callers that come while it loads share that one load and its failure;
   * a failed load is forgotten, so that the next caller tries again.
   */
  acquire(key: string, load: () => Promise<LoadedModel>): Promise<Lease>;
  /** Takes the model out; it is released when its last lease is done. Returns whether it was there. */
  evict(key: string): boolean;
  /** The models held, least recently used first. `memoryBytes` is 0 while one is loading. */
  held(): readonly { readonly key: string; readonly memoryBytes: number; readonly leases: number }[];
  /** Takes every model out and waits until all are released. */
  close(): Promise<void>;
}

/**
 * Keeps the most recently used models whose `memoryBytes` fit in `maxBytes`. A model in use leaves the cache at once, and
 * its memory when its last lease is done. The model just loaded is never evicted, so one that is larger than `maxBytes`
 * is served too, alone.
 */
export function createModelCache(maxBytes: number, logger: Logger): ModelCache {
  // A Map keeps insertion order: models are put back at the end when used, so the first is the least recently used.
  const models = new Map<string, LeasedModel>();
  const retiring = new Set<Promise<void>>();

  const evict = (key: string): boolean => {
    const model = models.get(key);
    if (model === undefined) return false;
    models.delete(key);
    const retired = model.retire();
    retiring.add(retired);
    void retired.then(() => retiring.delete(retired));
    return true;
  };

  const shrink = (justLoaded: string): void => {
    let total = 0;
    for (const model of models.values()) total += model.memoryBytes();
    for (const [key, model] of models) {
      if (total <= maxBytes) return;
      const memoryBytes = model.memoryBytes();
      if (key === justLoaded || memoryBytes === 0) continue;
      total -= memoryBytes;
      logger.info('model evicted', { key, memoryBytes });
      evict(key);
    }
  };

  const startLoad = (key: string, load: () => Promise<LoadedModel>): LeasedModel => {
    const loading = load();
    const model = createLeasedModel(loading, logger);
    const isHeld = (): boolean => models.get(key) === model;
    loading.then(
      () => {
        if (isHeld()) shrink(key);
      },
      () => {
        if (isHeld()) models.delete(key);
      },
    );
    return model;
  };

  return {
    acquire: (key, load) => {
      const model = models.get(key) ?? startLoad(key, load);
      models.delete(key);
      models.set(key, model);
      return model.lease();
    },
    evict,
    held: () => [...models].map(([key, model]) => ({ key, memoryBytes: model.memoryBytes(), leases: model.leases() })),
    close: async () => {
      for (const key of [...models.keys()]) evict(key);
      await Promise.all(retiring);
    },
  };
}
