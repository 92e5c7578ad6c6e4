import { EdgeError, isEdgeError, parseId, type Clock, type Page, type Store, type Table } from '@harper-edge/contracts';
import { productTable, type Product, type ProductFields } from './product.ts';
import type { Tenants } from './tenants.ts';

export interface Products {
  /** @throws EdgeError NOT_FOUND */
  get(tenantId: string, productId: string): Promise<Product>;
  /** In the order asked for; `undefined` for those that are not there. */
  many(tenantId: string, productIds: readonly string[]): Promise<readonly (Product | undefined)[]>;
  /** In the order of their ids. */
  list(tenantId: string, options?: { readonly limit?: number; readonly cursor?: string }): Promise<Page<Product>>;
  /**
   * Adds products, or replaces those with the same ids; the others stay. Each is written whole or not at all, one after the
   * other, and the tenant's `catalogueRevision` changes once all are: the same call again completes one that broke off. What
   * is the same already is left as it is.
   *
   * @throws EdgeError NOT_FOUND without the tenant; INVALID_INPUT on an id given twice; TOO_LARGE beyond its `maxProducts`
   */
  put(tenantId: string, products: readonly ProductFields[]): Promise<CatalogueChange>;
  /** Returns whether it was there. */
  delete(tenantId: string, productId: string): Promise<boolean>;
}

export interface CatalogueChange {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly catalogueRevision: string;
}

export interface ProductsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly tenants: Tenants;
}

/** Rows that are read or written at a time. */
const chunkRows = 500;
const pageRows = 10_000;

/** The catalogues of tenants. */
export function createProducts({ store, clock, tenants }: ProductsOptions): Products {
  const rows = store.table(productTable);
  const many = async (tenantId: string, productIds: readonly string[]): Promise<readonly (Product | undefined)[]> => {
    const found: (Product | undefined)[] = [];
    for (const ids of chunks(productIds)) {
      found.push(...(await Promise.all(ids.map((productId) => rows.get(rowId(tenantId, productId))))));
    }
    return found;
  };
  return {
    get: async (tenantId, productId) => {
      const product = await rows.get(rowId(tenantId, productId));
      if (product !== undefined) return product;
      throw new EdgeError('NOT_FOUND', `tenant "${tenantId}" has no product "${productId}"`);
    },
    many,
    list: (tenantId, options = {}) => rows.query({ where: ofTenant(tenantId), ...options }),
    put: async (tenantId, given) => {
      const tenant = await tenants.get(tenantId);
      checkDistinct(given);
      const before = await many(
        tenantId,
        given.map(({ productId }) => productId),
      );
      const updatedAt = clock.nowMs();
      const written = given.flatMap((fields, i) => {
        const product = { ...fields, id: rowId(tenantId, fields.productId), tenantId, updatedAt };
        return isSame(before[i], product) ? [] : [product];
      });
      const added = before.filter((product) => product === undefined).length;
      if (added > 0) await checkRoom(rows, { tenantId, added, maxProducts: tenant.maxProducts });
      const counts = { added, changed: written.length - added, unchanged: given.length - written.length };
      if (written.length === 0) return { ...counts, catalogueRevision: tenant.catalogueRevision };
      const { catalogueRevision } = await changing({ rows, tenants, tenantId }, written);
      return { ...counts, catalogueRevision };
    },
    delete: async (tenantId, productId) => {
      const wasThere = await rows.delete(rowId(tenantId, productId));
      if (wasThere) await tenants.catalogueChanged(tenantId);
      return wasThere;
    },
  };
}

interface Changing {
  readonly rows: Table<Product>;
  readonly tenants: Tenants;
  readonly tenantId: string;
}

async function changing({ rows, tenants, tenantId }: Changing, products: readonly Product[]) {
  try {
    for (const some of chunks(products)) await Promise.all(some.map((product) => rows.put(product)));
  } catch (error) {
    // Some of them are there, and nobody may go on with answers from before.
    await tenants.catalogueChanged(tenantId);
    throw error;
  }
  try {
    return await tenants.catalogueChanged(tenantId);
  } catch (error) {
    // Deleted meanwhile: what came after its rows were removed would lie there for ever.
    if (isEdgeError(error, 'NOT_FOUND')) {
      for (const some of chunks(products)) await Promise.all(some.map(({ id }) => rows.delete(id)));
    }
    throw error;
  }
}

const rowId = (tenantId: string, productId: string): string =>
  `${parseId(tenantId, 'tenant')}/${parseId(productId, 'productId')}`;

const ofTenant = (tenantId: string) =>
  [{ field: 'id', op: 'startsWith', value: `${parseId(tenantId, 'tenant')}/` }] as const;

function checkDistinct(products: readonly ProductFields[]): void {
  const seen = new Set<string>();
  for (const { productId } of products) {
    if (seen.has(productId)) {
      throw new EdgeError('INVALID_INPUT', `products: expected each id once, received "${productId}" again`);
    }
    seen.add(productId);
  }
}

interface Room {
  readonly tenantId: string;
  readonly added: number;
  readonly maxProducts: number;
}

async function checkRoom(rows: Table<Product>, { tenantId, added, maxProducts }: Room): Promise<void> {
  const count = await countRows(rows, tenantId);
  if (count + added <= maxProducts) return;
  throw new EdgeError(
    'TOO_LARGE',
    `products: tenant "${tenantId}" may have ${maxProducts}; received ${added} new ones beside the ${count} it has`,
  );
}

async function countRows(rows: Table<Product>, tenantId: string): Promise<number> {
  let count = 0;
  let page: Page<Product> = await rows.query({ where: ofTenant(tenantId), limit: pageRows });
  while (page.nextCursor !== undefined) {
    count += page.rows.length;
    page = await rows.query({ where: ofTenant(tenantId), limit: pageRows, cursor: page.nextCursor });
  }
  return count + page.rows.length;
}

const isSame = (before: Product | undefined, { updatedAt: _, ...product }: Product): boolean =>
  before !== undefined &&
  Object.entries(product).every(
    ([field, value]) => JSON.stringify(before[field as keyof Product]) === JSON.stringify(value),
  );

function* chunks<T>(values: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < values.length; start += chunkRows) yield values.slice(start, start + chunkRows);
}
