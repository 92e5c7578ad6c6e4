export { experienceLevels, productTable, seasons } from './product.ts';
export type { ExperienceLevel, Product, ProductFields, Season } from './product.ts';
export { createProducts } from './products.ts';
export type { CatalogueChange, Products, ProductsOptions } from './products.ts';
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
export { createTenants } from './tenants.ts';
export type { ChangeOptions, RemoveTenantData, Tenants, TenantsOptions } from './tenants.ts';
