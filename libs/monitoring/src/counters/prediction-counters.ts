import type { EventFacts } from '../events/event-facts.ts';

/** Upper edges of the latency buckets in seconds; a last bucket holds everything. */
export const latencyEdgesSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** What the predictions of one model version have come to since the host began. */
export interface PredictionCounter {
  readonly model: string;
  readonly version: string;
  readonly errors: number;
  /** Of the answered ones, all together. */
  readonly latencySeconds: number;
  /** Answered predictions by latency: one count for each edge, of what is not above it and above the one before, and one for the rest. */
  readonly latencies: readonly number[];
}

export interface PredictionCounters {
  add(event: Pick<EventFacts, 'modelId' | 'modelVersion' | 'latencyMs' | 'errorCode'>): void;
  all(): readonly PredictionCounter[];
}

/** Stands for the model and version of what comes when there are too many to tell apart. */
const otherModels = 'other';

type Mutable = { -readonly [Key in keyof PredictionCounter]: PredictionCounter[Key] } & {
  readonly latencies: number[];
};

/** Counts predictions of at most `maxModels` model versions, and of all others together. */
export function createPredictionCounters(maxModels: number): PredictionCounters {
  const counters = new Map<string, Mutable>();
  /** Of the prediction before, which nearly always is that of the next one. */
  let last: Mutable | undefined;
  const counterOf = (model: string, version: string): Mutable => {
    const key = `${model}/${version}`;
    const found = counters.get(key);
    if (found !== undefined) return found;
    if (counters.size >= maxModels && model !== otherModels) return counterOf(otherModels, otherModels);
    const made = {
      model,
      version,
      errors: 0,
      latencySeconds: 0,
      latencies: latencyEdgesSeconds.map(() => 0).concat(0),
    };
    counters.set(key, made);
    return made;
  };
  return {
    add: ({ modelId, modelVersion, latencyMs, errorCode }) => {
      const isSame = last?.model === modelId && last.version === modelVersion;
      const counter = isSame ? (last as Mutable) : counterOf(modelId, modelVersion);
      last = counter;
      if (errorCode !== null) {
        counter.errors++;
        return;
      }
      const seconds = latencyMs / 1_000;
      let bucket = 0;
      while (bucket < latencyEdgesSeconds.length && seconds > (latencyEdgesSeconds[bucket] as number)) bucket++;
      counter.latencies[bucket] = (counter.latencies[bucket] as number) + 1;
      counter.latencySeconds += seconds;
    },
    all: () => [...counters.values()],
  };
}

/** Counters of several threads as one; each model version once. */
export function mergeCounters(threads: Iterable<readonly PredictionCounter[]>): readonly PredictionCounter[] {
  const merged = new Map<string, Mutable>();
  for (const counters of threads) {
    for (const counter of counters) {
      const key = `${counter.model}/${counter.version}`;
      const before = merged.get(key);
      if (before === undefined) {
        merged.set(key, { ...counter, latencies: [...counter.latencies] });
        continue;
      }
      before.errors += counter.errors;
      before.latencySeconds += counter.latencySeconds;
      for (const [bucket, count] of counter.latencies.entries())
        before.latencies[bucket] = (before.latencies[bucket] as number) + count;
    }
  }
  return [...merged.values()];
}
