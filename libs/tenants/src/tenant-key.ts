import type { TableDefinition } from '@harper-edge/contracts';
import type { Limits } from './tenant.ts';

/** What a key may be allowed to do. `manage`: change the catalogue. */
export const tenantScopes = ['personalize', 'experiments', 'prices', 'proxy', 'manage'] as const;
export type TenantScope = (typeof tenantScopes)[number];

/** A key of a tenant, without what proves it. */
export interface TenantKey {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly TenantScope[];
  /** Of this key alone, beside those of the tenant. */
  readonly limits: Limits;
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly rotatedAt: number | null;
  /** To the hour. */
  readonly lastUsedAt: number | null;
}

/** One text that proves the key; a rotated key has two while they overlap. */
export interface KeySecret {
  /** Of the secret, as hexadecimal digits: 256 random bits need no slow hash. */
  readonly sha256: string;
  /** Milliseconds since 1970; null: as long as the key. */
  readonly until: number | null;
}

export interface TenantKeyRow extends TenantKey {
  /** `<tenant>/<keyId>`. */
  readonly id: string;
  readonly secrets: readonly KeySecret[];
}

export const tenantKeyTable: TableDefinition<TenantKeyRow> = { name: 'TenantKey', indexes: ['keyId'] };
