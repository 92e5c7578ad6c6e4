import { EdgeError, isEdgeError, parseId, type Clock, type Rng, type Store, type Table } from '@harper-edge/contracts';
import { createKeyCheck, type GrantedKey } from './key-check.ts';
import { formatKey, newKeyId, newSecret, sha256Hex } from './key-text.ts';
import type { Limits } from './tenant.ts';
import { tenantKeyTable, type TenantKey, type TenantKeyRow, type TenantScope } from './tenant-key.ts';
import type { Tenants } from './tenants.ts';

export interface TenantKeys {
  /** All of a tenant, in the order of their ids. @throws EdgeError NOT_FOUND */
  list(tenantId: string): Promise<readonly TenantKey[]>;
  /** The only time that the key itself is told. @throws EdgeError NOT_FOUND; TOO_LARGE beyond 100 keys of a tenant */
  create(tenantId: string, options: NewKey): Promise<IssuedKey>;
  /**
   * A new secret for the key; the ones before are valid for `overlapMs` more, and no longer than they were.
   * @throws EdgeError NOT_FOUND; TOO_LARGE beyond 5 secrets that are valid at once
   */
  rotate(tenantId: string, keyId: string, options: { readonly overlapMs: number }): Promise<IssuedKey>;
  /** Refused everywhere within 2 s, on this host at once. Returns whether it was there. */
  delete(tenantId: string, keyId: string): Promise<boolean>;
  /** What a key that somebody presents is good for; `undefined`: nothing. Unknown and wrong ones take the same time. */
  check(presented: string): GrantedKey | undefined | Promise<GrantedKey | undefined>;
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly TenantScope[];
  readonly limits: Limits;
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null;
}

export interface IssuedKey extends TenantKey {
  /** To be sent as `X-API-Key`. */
  readonly key: string;
}

export interface TenantKeysOptions {
  readonly store: Store;
  readonly tenants: Tenants;
  readonly clock: Clock;
  readonly rng: Rng;
}

const maxKeys = 100;
const maxSecrets = 5;
/** Two who rotate at once both succeed, one after the other; so many times it is tried. */
const maxAttempts = 10;

/** Who may act for a tenant. */
export function createTenantKeys({ store, tenants, clock, rng }: TenantKeysOptions): TenantKeys {
  const rows = store.table(tenantKeyTable);
  const ofTenant = (tenantId: string) =>
    rows.query({ where: [{ field: 'id', op: 'startsWith', value: `${tenantId}/` }], limit: 1_000 });
  const rotated = async (row: TenantKeyRow, overlapMs: number): Promise<IssuedKey> => {
    const nowMs = clock.nowMs();
    const secret = newSecret(rng);
    const valid = row.secrets.filter(({ until }) => until === null || until > nowMs);
    if (overlapMs > 0 && valid.length >= maxSecrets) {
      throw new EdgeError('TOO_LARGE', `key "${row.keyId}" has ${maxSecrets} valid secrets; wait, or overlap by 0`);
    }
    const before = valid.map(({ sha256, until }) => ({
      sha256,
      until: Math.min(until ?? Infinity, nowMs + overlapMs),
    }));
    const secrets = [...(overlapMs > 0 ? before : []), { sha256: await sha256Hex(secret), until: null }];
    const changed = await rows.patch(row.id, { secrets, rotatedAt: nowMs }, { ifMatch: { secrets: row.secrets } });
    return { ...keyOf(changed), key: formatKey({ keyId: row.keyId, secret }) };
  };
  return {
    list: async (tenantId) => {
      await tenants.get(tenantId);
      return (await ofTenant(tenantId)).rows.map(keyOf);
    },
    create: async (tenantId, options) => {
      await tenants.get(tenantId);
      if ((await ofTenant(tenantId)).rows.length >= maxKeys) {
        throw new EdgeError('TOO_LARGE', `tenant "${tenantId}" has ${maxKeys} keys; delete one first`);
      }
      const [keyId, secret] = [newKeyId(rng), newSecret(rng)];
      const row: TenantKeyRow = {
        ...options,
        id: `${tenantId}/${keyId}`,
        keyId,
        tenantId,
        createdAt: clock.nowMs(),
        rotatedAt: null,
        lastUsedAt: null,
        secrets: [{ sha256: await sha256Hex(secret), until: null }],
      };
      await rows.put(row, { ifAbsent: true });
      return { ...keyOf(row), key: formatKey({ keyId, secret }) };
    },
    rotate: async (tenantId, keyId, { overlapMs }) => {
      for (let attempts = 1; ; attempts++) {
        try {
          return await rotated(await findKey(rows, tenantId, keyId), overlapMs);
        } catch (error) {
          if (!isEdgeError(error, 'PRECONDITION_FAILED') || attempts === maxAttempts) throw error;
        }
      }
    },
    delete: (tenantId, keyId) => rows.delete(rowId(tenantId, keyId)),
    check: createKeyCheck({ rows, clock }),
  };
}

const rowId = (tenantId: string, keyId: string): string => `${parseId(tenantId, 'tenant')}/${parseId(keyId, 'keyId')}`;

async function findKey(rows: Table<TenantKeyRow>, tenantId: string, keyId: string): Promise<TenantKeyRow> {
  const row = await rows.get(rowId(tenantId, keyId));
  if (row === undefined) throw new EdgeError('NOT_FOUND', `tenant "${tenantId}" has no key "${keyId}"`);
  return row;
}

function keyOf({ id: _id, secrets: _secrets, ...key }: TenantKeyRow): TenantKey {
  return key;
}
