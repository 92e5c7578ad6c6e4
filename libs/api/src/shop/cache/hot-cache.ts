import type { Clock } from '@harper-edge/contracts';

export interface HotCache {
  /** `undefined` when it is not there, or no longer. */
  get(tenantId: string, key: string): string | undefined;
  /** Keeps it for so long, unless it is larger than a sixteenth of the cache. */
  put(tenantId: string, key: string, entry: { readonly text: string; readonly forMs: number }): void;
  /** Of all tenants, estimated. */
  bytes(): number;
  bytesOf(tenantId: string): number;
}

interface Entry {
  readonly text: string;
  readonly bytes: number;
  readonly untilMs: number;
}

interface Shelf {
  /** Least recently used first. */
  readonly entries: Map<string, Entry>;
  bytes: number;
}

/** Two bytes for each character, as V8 keeps all but Latin-1, and what the maps and objects around them take. */
const bytesOf = (text: string): number => 2 * text.length + 300;

/**
 * Texts in memory. When they are more than `maxBytes`, the tenant that holds most gives up what it used least recently: a
 * tenant that holds no more than its equal share, `maxBytes` over the number of tenants, never loses anything to the others.
 * Finding that tenant takes time in proportion to the number of tenants, on a write that evicts; reading takes none.
 */
export function createHotCache({ clock, maxBytes }: { readonly clock: Clock; readonly maxBytes: number }): HotCache {
  const shelves = new Map<string, Shelf>();
  let totalBytes = 0;

  const remove = (tenantId: string, key: string): void => {
    const shelf = shelves.get(tenantId);
    const entry = shelf?.entries.get(key);
    if (shelf === undefined || entry === undefined) return;
    shelf.entries.delete(key);
    shelf.bytes -= entry.bytes;
    totalBytes -= entry.bytes;
    if (shelf.entries.size === 0) shelves.delete(tenantId);
  };

  const shrink = (): void => {
    while (totalBytes > maxBytes) {
      const [tenantId, shelf] = largest(shelves);
      const [oldest = ''] = shelf.entries.keys();
      remove(tenantId, oldest);
    }
  };

  return {
    get: (tenantId, key) => {
      const entries = shelves.get(tenantId)?.entries;
      const entry = entries?.get(key);
      if (entries === undefined || entry === undefined) return undefined;
      if (entry.untilMs <= clock.monotonicMs()) {
        remove(tenantId, key);
        return undefined;
      }
      entries.delete(key);
      entries.set(key, entry);
      return entry.text;
    },
    put: (tenantId, key, { text, forMs }) => {
      remove(tenantId, key);
      const bytes = bytesOf(text);
      if (!(forMs > 0) || bytes > maxBytes / 16) return;
      const shelf = shelves.get(tenantId) ?? { entries: new Map<string, Entry>(), bytes: 0 };
      shelves.set(tenantId, shelf);
      shelf.entries.set(key, { text, bytes, untilMs: clock.monotonicMs() + forMs });
      shelf.bytes += bytes;
      totalBytes += bytes;
      shrink();
    },
    bytes: () => totalBytes,
    bytesOf: (tenantId) => shelves.get(tenantId)?.bytes ?? 0,
  };
}

function largest(shelves: ReadonlyMap<string, Shelf>): readonly [string, Shelf] {
  let found: readonly [string, Shelf] | undefined;
  for (const entry of shelves) if (found === undefined || entry[1].bytes > found[1].bytes) found = entry;
  if (found === undefined) throw new RangeError('expected a tenant that holds something');
  return found;
}
