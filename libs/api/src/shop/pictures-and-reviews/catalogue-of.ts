import type { Product, Products } from '@harper-edge/tenants';

/** All products of a tenant. */
export async function catalogueOf(products: Products, tenantId: string): Promise<readonly Product[]> {
  const all: Product[] = [];
  let cursor: string | undefined;
  do {
    const page = await products.list(tenantId, { limit: 10_000, ...(cursor !== undefined && { cursor }) });
    all.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
