export { cacheReads } from './cache-reads.ts';
export type { ReadCacheOptions } from './cache-reads.ts';
export { auditTable, createAudit } from './audit.ts';
export type { Audit, AuditEntry, AuditOptions, AuditQuery, NewAuditEntry } from './audit.ts';
export type { GrantedKey } from './key-check.ts';
export { containsKey, looksLikeKey } from './key-text.ts';
export { experienceLevels, productTable, seasons } from './product.ts';
export type { ExperienceLevel, Product, ProductFields, Season } from './product.ts';
export { createProducts } from './products.ts';
export type { CatalogueChange, Products, ProductsOptions } from './products.ts';
export { createRateLimits } from './rate-limits.ts';
export type { Allowance, RateLimits, RateLimitsOptions } from './rate-limits.ts';
export { removeRows } from './remove-rows.ts';
export { defaultTenantSettings, tenantTable } from './tenant.ts';
export type {
  CacheTimes,
  Limits,
  ModerationPolicy,
  PersonalizeExperiment,
  PricePolicy,
  ProductMapping,
  Tenant,
  TenantRow,
  TenantSettings,
  Upstream,
} from './tenant.ts';
export { tenantKeyTable, tenantScopes } from './tenant-key.ts';
export type { TenantKey, TenantKeyRow, TenantScope } from './tenant-key.ts';
export { createTenantKeys } from './tenant-keys.ts';
export type { IssuedKey, NewKey, TenantKeys, TenantKeysOptions } from './tenant-keys.ts';
export { createTenants, noTenant } from './tenants.ts';
export type { ChangeOptions, RemoveTenantData, Tenants, TenantsOptions } from './tenants.ts';
export { usageTable } from './usage.ts';
export type { Usage } from './usage.ts';
