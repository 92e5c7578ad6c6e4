import type { Framework } from '@harper-edge/contracts';
import type { LoadedArtifact } from './inference-engine.ts';
import type { ModelCache } from './model-cache.ts';
import { partsOfKey } from './model-key.ts';
import type { ModelCounters, Tally } from './model-statistics.ts';

/** What one loaded model has done since it was loaded. */
export interface ModelStatistics extends Omit<Readonly<ModelCounters>, 'batches'> {
  readonly framework: Framework;
  readonly sha256: string;
  readonly memoryBytes: number;
  /** Requests that wait. */
  readonly queueDepth: number;
  /** Requests waiting or running. */
  readonly inFlight: number;
  /** How often each number of rows ran together, and the model's time for them. */
  readonly batches: readonly (Readonly<Tally> & { readonly rows: number })[];
}

export interface EngineStatistics {
  readonly models: readonly ModelStatistics[];
  /** Requests that found their model in memory, and those that had it loaded. */
  readonly cacheHits: number;
  readonly cacheMisses: number;
}

export function statisticsOf(cache: ModelCache): EngineStatistics {
  const { hits, misses } = cache.counts();
  const models = cache.held().flatMap(({ key, served, leases }): ModelStatistics[] => {
    if (served === undefined) return [];
    const { counters, depth } = served.batcher;
    const batches = [...counters.batches].map(([rows, tally]) => ({ rows, ...tally }));
    const { memoryBytes } = served;
    return [
      {
        ...structuredClone({ ...counters, batches: undefined }),
        ...partsOfKey(key),
        memoryBytes,
        batches,
        queueDepth: depth(),
        inFlight: leases,
      },
    ];
  });
  return { models, cacheHits: hits, cacheMisses: misses };
}

export const loadedArtifacts = (cache: ModelCache): readonly LoadedArtifact[] =>
  cache.held().map(({ key, served, leases }) => ({
    ...partsOfKey(key),
    memoryBytes: served?.memoryBytes ?? 0,
    leases,
  }));
