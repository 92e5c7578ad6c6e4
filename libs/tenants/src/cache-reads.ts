import type { Clock } from '@harper-edge/contracts';

export interface ReadCacheOptions {
  /** Changes with every write on this host to what is read; without it nothing is remembered. */
  readonly changes: (() => number) | undefined;
  readonly clock: Clock;
  /** Default 10,000. */
  readonly maxEntries?: number;
}

interface Entry<T> {
  readonly found: T;
  readonly changes: number;
  readonly untilMs: number;
}

/** What another host of a cluster has written is seen after this at the latest. */
const maxAgeMs = 2_000;

/**
 * Remembers what `find` found for a key: until something is written on this host, and 2 s where another host of a cluster
 * may have written. Failures are not remembered.
 */
export function cacheReads<T>(
  find: (key: string) => Promise<T>,
  { changes, clock, maxEntries = 10_000 }: ReadCacheOptions,
): (key: string) => T | Promise<T> {
  if (changes === undefined) return find;
  const entries = new Map<string, Entry<T>>();
  const read = async (key: string, untilMs: number): Promise<T> => {
    // Before the read: what is written during it must be looked up again.
    const before = changes();
    const found = await find(key);
    if (entries.size >= maxEntries) entries.clear();
    entries.set(key, { found, changes: before, untilMs });
    return found;
  };
  return (key) => {
    const nowMs = clock.monotonicMs();
    const entry = entries.get(key);
    if (entry !== undefined && entry.changes === changes() && nowMs < entry.untilMs) return entry.found;
    return read(key, nowMs + maxAgeMs);
  };
}
