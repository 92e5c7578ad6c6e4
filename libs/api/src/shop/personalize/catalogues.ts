import type { Products, Tenant } from '@harper-edge/tenants';
import { listedProduct, type ListedProduct } from './listed-product.ts';

/** What a tenant sells, at one revision. */
export interface Catalogue {
  readonly revision: string;
  /** In the order of their ids. */
  readonly products: readonly ListedProduct[];
  readonly byId: ReadonlyMap<string, ListedProduct>;
}

export interface Catalogues {
  /** From memory while the tenant's `catalogueRevision` is the same. */
  of(tenant: Pick<Tenant, 'id' | 'catalogueRevision'>): Catalogue | Promise<Catalogue>;
}

/** Products in memory for all tenants together; the least recently used catalogue goes first. */
const maxProducts = 200_000;

export function createCatalogues(products: Pick<Products, 'list'>): Catalogues {
  const kept = new Map<string, Catalogue>();
  const loading = new Map<string, Promise<Catalogue>>();
  const load = async ({ id, catalogueRevision: revision }: Pick<Tenant, 'id' | 'catalogueRevision'>) => {
    const listed: ListedProduct[] = [];
    let cursor: string | undefined;
    do {
      const page = await products.list(id, { limit: 10_000, ...(cursor !== undefined && { cursor }) });
      listed.push(...page.rows.map(listedProduct));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    const catalogue = { revision, products: listed, byId: new Map(listed.map((one) => [one.productId, one])) };
    kept.delete(id);
    kept.set(id, catalogue);
    evict(kept);
    return catalogue;
  };
  return {
    of: (tenant) => {
      const found = kept.get(tenant.id);
      if (found?.revision === tenant.catalogueRevision) {
        kept.delete(tenant.id);
        kept.set(tenant.id, found);
        return found;
      }
      const name = `${tenant.id}/${tenant.catalogueRevision}`;
      const started = loading.get(name) ?? load(tenant).finally(() => loading.delete(name));
      loading.set(name, started);
      return started;
    },
  };
}

function evict(kept: Map<string, Catalogue>): void {
  let count = [...kept.values()].reduce((sum, { products }) => sum + products.length, 0);
  for (const [id, { products }] of kept) {
    if (count <= maxProducts || kept.size === 1) return;
    kept.delete(id);
    count -= products.length;
  }
}
