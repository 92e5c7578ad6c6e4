export type CacheSource = 'hit-hot' | 'hit-warm' | 'miss';

export type CacheCounts = Record<CacheSource, number>;

/** Under this name all tenants beyond the first hundred are counted together; no tenant can have it. */
export const otherTenants = '(others)';

const maxTenants = 100;

export interface TenantCounts {
  count(tenantId: string, source: CacheSource): void;
  /** By tenant, in the order in which they first came. */
  read(): ReadonlyMap<string, Readonly<CacheCounts>>;
}

/** How often each tenant's questions were answered from where, since the start; of bounded size. */
export function createTenantCounts(): TenantCounts {
  const counts = new Map<string, CacheCounts>();
  const countsOf = (tenantId: string): CacheCounts => {
    const name = counts.has(tenantId) || counts.size < maxTenants ? tenantId : otherTenants;
    const found = counts.get(name) ?? { 'hit-hot': 0, 'hit-warm': 0, miss: 0 };
    counts.set(name, found);
    return found;
  };
  return {
    count: (tenantId, source) => {
      countsOf(tenantId)[source]++;
    },
    read: () => counts,
  };
}
