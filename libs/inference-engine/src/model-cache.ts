import { isEdgeError, type Clock, type Logger } from '@harper-edge/contracts';
import { createLeasedModel, type Lease, type LeasedModel } from './leased-model.ts';
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
  acquire(key: string, load: () => Promise<ServedModel>): Promise<Lease>;
  /** Takes the model out; it is released when its last lease is done. Returns whether it was there. */
  evict(key: string): boolean;
  /** Frees the models that have rested longer than they are to be kept. */
  evictRested(): void;
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

interface Entry {
  readonly model: LeasedModel;
  loadedMs: number;
}

/**
 * Keeps the most recently used models whose `memoryBytes` fit in `maxBytes`. A model in use leaves the cache at once, and
 * its memory when its last lease is done. The model just loaded is never evicted, so one that is larger than `maxBytes`
 * is served too, alone. Pinned models stay whatever comes.
 */
export function createModelCache({
  maxBytes,
  minResidencyMs,
  failureMs,
  clock,
  logger,
}: ModelCacheOptions): ModelCache {
  // A Map keeps insertion order: models are put back at the end when used, so the first is the least recently used.
  const models = new Map<string, Entry>();
  const failures = new Map<string, { readonly error: unknown; readonly untilMs: number }>();
  const retiring = new Set<Promise<void>>();
  const counts = { hits: 0, misses: 0 };

  const evict = (key: string): boolean => {
    const entry = models.get(key);
    if (entry === undefined) return false;
    models.delete(key);
    const retired = entry.model.retire();
    retiring.add(retired);
    void retired.then(() => retiring.delete(retired));
    return true;
  };

  const shrink = (justLoaded: string): void => {
    const nowMs = clock.monotonicMs();
    let total = 0;
    for (const { model } of models.values()) total += model.served()?.memoryBytes ?? 0;
    for (const [key, { model, loadedMs }] of models) {
      if (total <= maxBytes) return;
      const served = model.served();
      if (key === justLoaded || served === undefined || served.isPinned) continue;
      if (nowMs - loadedMs < minResidencyMs && total <= maxBytes * 1.5) continue;
      total -= served.memoryBytes;
      logger.info('model evicted', { key, memoryBytes: served.memoryBytes });
      evict(key);
    }
  };

  const startLoad = (key: string, load: () => Promise<ServedModel>): Entry => {
    counts.misses++;
    const loading = load();
    const entry: Entry = { model: createLeasedModel(loading, { clock, logger }), loadedMs: 0 };
    const isHeld = (): boolean => models.get(key) === entry;
    loading.then(
      () => {
        entry.loadedMs = clock.monotonicMs();
        if (isHeld()) shrink(key);
      },
      (error: unknown) => {
        if (isHeld()) models.delete(key);
        if (isEdgeError(error) && error.retryable) return;
        failures.set(key, { error, untilMs: clock.monotonicMs() + failureMs });
      },
    );
    return entry;
  };

  const find = (key: string): Entry | undefined => {
    const entry = models.get(key);
    if (entry?.model.served()?.isGone() !== true) return entry;
    evict(key);
    return undefined;
  };

  return {
    acquire: async (key, load) => {
      const failure = failures.get(key);
      if (failure !== undefined) {
        if (clock.monotonicMs() < failure.untilMs) throw failure.error;
        failures.delete(key);
      }
      const found = find(key);
      if (found !== undefined) counts.hits++;
      const entry = found ?? startLoad(key, load);
      models.delete(key);
      models.set(key, entry);
      return entry.model.lease();
    },
    evict,
    evictRested: () => {
      const nowMs = clock.monotonicMs();
      for (const [key, { model }] of models) {
        const [served, sinceMs] = [model.served(), model.restingSinceMs()];
        if (served === undefined || served.isPinned || sinceMs === undefined) continue;
        if (nowMs - sinceMs >= served.keepAliveMs) evict(key);
      }
    },
    held: () => [...models].map(([key, { model }]) => ({ key, served: model.served(), leases: model.leases() })),
    counts: () => ({ ...counts }),
    close: async () => {
      for (const key of [...models.keys()]) evict(key);
      await Promise.all(retiring);
    },
  };
}
