import { EdgeError, type Clock, type Store } from '@harper-edge/contracts';
import { tenantTable, type Tenant } from './tenant.ts';

export interface Tenants {
  /** @throws EdgeError NOT_FOUND */
  get(tenantId: string): Promise<Tenant>;
  /** Creates or replaces it. */
  put(tenant: Omit<Tenant, 'updatedAt'>): Promise<Tenant>;
}

export interface TenantsOptions {
  readonly store: Store;
  readonly clock: Clock;
}

/** The shops of a host. */
export function createTenants({ store, clock }: TenantsOptions): Tenants {
  const tenants = store.table(tenantTable);
  return {
    get: async (tenantId) => {
      const tenant = await tenants.get(tenantId);
      if (tenant === undefined) throw new EdgeError('NOT_FOUND', `no tenant "${tenantId}"`);
      return tenant;
    },
    put: async (given) => {
      const tenant = { ...given, updatedAt: clock.nowMs() };
      await tenants.put(tenant);
      return tenant;
    },
  };
}
