import type { Clock, ModelVersion, Table } from '@harper-edge/contracts';
import type { ModelLifecycle } from './model-lifecycle.ts';

export interface VersionCacheOptions {
  readonly models: Table<ModelVersion>;
  readonly lifecycles: Table<ModelLifecycle>;
  readonly clock: Clock;
}

interface Entry {
  readonly found: ModelVersion;
  readonly changes: number;
  readonly untilMs: number;
}

/** What another host of a cluster has written is seen after this at the latest. */
const maxAgeMs = 1_000;
const maxEntries = 10_000;

/**
 * Remembers which version a name led to, as long as nothing was written to the tables on this host. Returns a function that
 * answers from memory or calls `find`; failures are not remembered.
 */
export function createVersionCache({ models, lifecycles, clock }: VersionCacheOptions) {
  const entries = new Map<string, Entry>();
  return async (key: string, find: () => Promise<ModelVersion>): Promise<ModelVersion> => {
    // Neither count goes back, so their sum changes with each of them.
    const changes = (models.changes?.() ?? NaN) + (lifecycles.changes?.() ?? NaN);
    if (Number.isNaN(changes)) return find();
    const nowMs = clock.monotonicMs();
    const entry = entries.get(key);
    if (entry !== undefined && entry.changes === changes && nowMs < entry.untilMs) return entry.found;
    const found = await find();
    if (entries.size >= maxEntries) entries.clear();
    entries.set(key, { found, changes, untilMs: nowMs + maxAgeMs });
    return found;
  };
}
