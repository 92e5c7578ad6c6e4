export { productTable } from './product.ts';
export type { ExperienceLevel, Product, Season } from './product.ts';
export { tenantTable } from './tenant.ts';
export type { Tenant } from './tenant.ts';
export { createTenants } from './tenants.ts';
export type { Tenants, TenantsOptions } from './tenants.ts';
