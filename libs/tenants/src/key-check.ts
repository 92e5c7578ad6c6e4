import type { Clock, Table } from '@harper-edge/contracts';
import { cacheReads } from './cache-reads.ts';
import { isSameDigest, parseKey, sha256Hex } from './key-text.ts';
import type { TenantKey, TenantKeyRow } from './tenant-key.ts';

/** What the holder of a key may do. */
export type GrantedKey = Pick<TenantKey, 'tenantId' | 'keyId' | 'scopes' | 'limits'>;

interface Proven {
  readonly row: TenantKeyRow;
  /** Milliseconds since 1970, when what was presented ends; Infinity: never. */
  readonly until: number;
}

/** That a key was used is written no more often. */
const lastUsedStepMs = 3_600_000;
/** Compared with where there is no such key. */
const noDigest = '0'.repeat(64);

/**
 * Checks keys, from memory where the same was presented before: until a key changes on this host, and for 2 s where another
 * host of a cluster may have changed it. Ends of keys and of secrets count at once.
 */
export function createKeyCheck({ rows, clock }: { readonly rows: Table<TenantKeyRow>; readonly clock: Clock }) {
  const noteUse = createUseNotes(rows);
  const find = cacheReads((presented) => prove(rows, presented), { changes: rows.changes?.bind(rows), clock });
  const grant = (proven: Proven | undefined): GrantedKey | undefined => {
    const nowMs = clock.nowMs();
    if (proven === undefined || nowMs >= proven.until) return undefined;
    noteUse(proven.row, nowMs);
    return proven.row;
  };
  return (presented: string): GrantedKey | undefined | Promise<GrantedKey | undefined> => {
    const found = find(presented);
    return found instanceof Promise ? found.then(grant) : grant(found);
  };
}

/** Looks up, hashes and compares whatever comes, so that the time says nothing about which keys there are. */
async function prove(rows: Table<TenantKeyRow>, presented: string): Promise<Proven | undefined> {
  const { keyId, secret } = parseKey(presented) ?? { keyId: '', secret: presented.slice(0, 100) };
  const [page, sha256] = await Promise.all([
    rows.query({ where: [{ field: 'keyId', op: 'eq', value: keyId }], limit: 1 }),
    sha256Hex(secret),
  ]);
  const row = page.rows[0];
  let proven: Proven | undefined;
  for (const { sha256: expected, until } of row?.secrets ?? [{ sha256: noDigest, until: null }]) {
    const isRight = isSameDigest(sha256, expected);
    if (isRight && row !== undefined) proven = { row, until: Math.min(until ?? Infinity, row.expiresAt ?? Infinity) };
  }
  return proven;
}

/** Writes when a key was last used, in the background: that it could not be written is no reason to refuse the key. */
function createUseNotes(rows: Table<TenantKeyRow>) {
  const notedMs = new Map<string, number>();
  return ({ id, lastUsedAt }: TenantKeyRow, nowMs: number): void => {
    if (nowMs - Math.max(lastUsedAt ?? 0, notedMs.get(id) ?? 0) < lastUsedStepMs) return;
    if (notedMs.size >= 10_000) notedMs.clear();
    notedMs.set(id, nowMs);
    rows.patch(id, { lastUsedAt: nowMs }).catch(() => undefined);
  };
}
