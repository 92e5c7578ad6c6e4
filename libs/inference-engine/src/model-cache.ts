import type { Clock, Logger } from '@harper-edge/contracts';
import { createFailedLoads } from './failed-loads.ts';
import type { Patience } from './give-up.ts';
import { createLeasedModel, type Lease, type LeasedModel } from './leased-model.ts';
import { modelsInExcess } from './models-in-excess.ts';
import type { ServedModel } from './served-model.ts';

export interface HeldModel {
  readonly key: string;
  /** `undefined` while it loads. */
  readonly served: ServedModel | undefined;
  readonly leases: number;
}

export interface ModelCache {
  /**
   * The model under this key, loading it if needed. Callers that come while it loads share that one load and its failure.
   * A failure that would only repeat itself is remembered for a moment; any other is forgotten at once.
   */
  acquire(key: string, load: () => Promise<ServedModel>, patience?: Patience): Lease | Promise<Lease>;
  /** Takes the model out; it is released when its last lease is done. Returns whether it was there. */
  evict(key: string): boolean;
  /** To be called now and then: frees what is gone, has rested longer than it is to be kept, or is more than fits. */
  sweep(): void;
  /** Least recently used first. */
  held(): readonly HeldModel[];
  /** Loads that found the model in memory, and loads that did not, since the start. */
  counts(): { readonly hits: number; readonly misses: number };
  /** Takes every model out and waits until all are released. */
  close(): Promise<void>;
}

export interface ModelCacheOptions {
  readonly maxBytes: number;
  /** A model that was loaded less than this ago stays, unless memory is half over the limit. */
  readonly minResidencyMs: number;
  /** How long a failed load answers for the next. */
  readonly failureMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Keeps the most recently used models whose `memoryBytes` fit in `maxBytes`. A model in use leaves the cache at once, and
 * its memory when its last lease is done. The model used last is never evicted, so one that is larger than `maxBytes`
 * is served too, alone. Pinned models stay whatever comes.
 */
export function createModelCache(options: ModelCacheOptions): ModelCache {
  // A Map keeps insertion order: models are put back at the end when used, so the first is the least recently used.
  const models = new Map<string, LeasedModel>();
  const failed = createFailedLoads(options);
  const retiring = createRetirement();
  const counts = { hits: 0, misses: 0 };

  const evict = (key: string): boolean => {
    const model = models.get(key);
    if (model !== undefined) retiring.add(model);
    return models.delete(key);
  };

  const shrink = (usedLast = [...models.keys()].at(-1)): void => {
    for (const key of modelsInExcess(models, { ...options, nowMs: options.clock.monotonicMs(), usedLast })) {
      options.logger.info('model evicted', { key, memoryBytes: models.get(key)?.served()?.memoryBytes });
      evict(key);
    }
  };

  const startLoad = (key: string, load: () => Promise<ServedModel>): LeasedModel => {
    counts.misses++;
    const loading = load();
    const model = createLeasedModel(loading, options);
    const onFailure = (error: unknown): void => {
      if (models.get(key) === model) models.delete(key);
      failed.remember(key, error);
    };
    loading.then(() => {
      if (models.get(key) === model) shrink(key);
    }, onFailure);
    return model;
  };

  const find = (key: string): LeasedModel | undefined => {
    const model = models.get(key);
    if (model?.served()?.isGone() !== true) return model;
    evict(key);
    return undefined;
  };

  return {
    acquire: (key, load, patience) => {
      failed.check(key);
      const found = find(key);
      if (found !== undefined) counts.hits++;
      const model = found ?? startLoad(key, load);
      models.delete(key);
      models.set(key, model);
      return model.lease(patience);
    },
    evict,
    sweep: () => {
      failed.forgetOld();
      const nowMs = options.clock.monotonicMs();
      for (const key of [...models.keys()]) if (find(key)?.hasRestedEnough(nowMs) === true) evict(key);
      shrink();
    },
    held: () => [...models].map(([key, model]) => ({ key, served: model.served(), leases: model.leases() })),
    counts: () => ({ ...counts }),
    close: async () => {
      for (const key of [...models.keys()]) evict(key);
      await retiring.ended();
    },
  };
}

/** The models on their way out. */
function createRetirement() {
  const retiring = new Set<Promise<void>>();
  return {
    add: (model: LeasedModel): void => {
      const retired = model.retire();
      retiring.add(retired);
      void retired.then(() => retiring.delete(retired));
    },
    ended: () => Promise.all(retiring),
  };
}
