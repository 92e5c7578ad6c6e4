import type { Clock, Logger, Table } from '@harper-edge/contracts';
import { createVectorMatrix, type ProductVector, type VectorMatrix } from '@harper-edge/personalization';
import { matrixName, readVector, vectorRow, vectorRowId, type VectorOwner, type VectorSource } from './vector-row.ts';

/** The vectors that one model made of one tenant's products. */
export interface TenantVectors {
  readonly matrix: VectorMatrix;
  /** The row of each product's vector: -1 where there is none of this very text. */
  rowsOf(products: readonly VectorSource[]): Int32Array;
  /** Of whatever text it last had. */
  rowOf(productId: string): number | undefined;
  /** Those with a text whose vector is not in memory. */
  missing(products: readonly VectorSource[]): readonly VectorSource[];
  /** Brings vectors from the table that another thread or an earlier start has stored. */
  readStored(products: readonly VectorSource[]): Promise<void>;
  /** Keeps new vectors in memory at once; they are stored meanwhile, and a failure to do so is logged. */
  add(products: readonly VectorSource[], vectors: readonly ArrayLike<number>[]): void;
}

export interface TenantVectorsOptions {
  readonly table: Table<ProductVector>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Most vectors that are stored, and brought into memory at the start: those of lists without end do not fill the table. */
  readonly maxRows: number;
}

/** Reads what is stored, in one query. */
export async function loadTenantVectors(owner: VectorOwner, options: TenantVectorsOptions): Promise<TenantVectors> {
  const { table, maxRows } = options;
  const vectors = createTenantVectors(owner, options);
  const where = [{ field: 'matrix', op: 'eq', value: matrixName(owner) }] as const;
  const sort = { field: 'matrix', order: 'ascending' } as const;
  let cursor: string | undefined;
  do {
    const page = await table.query({ where, sort, limit: 10_000, ...(cursor !== undefined && { cursor }) });
    for (const row of page.rows) vectors.keep(row);
    cursor = page.nextCursor;
  } while (cursor !== undefined && vectors.matrix.rows < maxRows);
  return vectors;
}

interface Kept {
  readonly row: number;
  readonly textHash: string;
}

function createTenantVectors(owner: VectorOwner, { table, clock, logger, maxRows }: TenantVectorsOptions) {
  const matrix = createVectorMatrix();
  const kept = new Map<string, Kept>();
  const set = (productId: string, textHash: string, vector: ArrayLike<number>): void => {
    kept.set(productId, { row: matrix.set(vector, kept.get(productId)?.row), textHash });
  };
  const keep = (row: ProductVector): void => {
    const vector = readVector(row);
    // A row of another length was damaged: its product is embedded again.
    if (vector === undefined || (matrix.dimensions !== 0 && vector.length !== matrix.dimensions)) return;
    if (vector.every(Number.isFinite)) set(row.productId, row.textHash, vector);
  };
  const missing = (products: readonly VectorSource[]): readonly VectorSource[] =>
    products.filter(({ productId, text, textHash }) => text !== '' && kept.get(productId)?.textHash !== textHash);
  return {
    matrix,
    keep,
    missing,
    rowsOf: (products: readonly VectorSource[]) => {
      const rows = new Int32Array(products.length);
      for (let i = 0; i < rows.length; i++) {
        const { productId, text, textHash } = products[i] as VectorSource;
        const found = text === '' ? undefined : kept.get(productId);
        rows[i] = found?.textHash === textHash ? found.row : -1;
      }
      return rows;
    },
    rowOf: (productId: string) => kept.get(productId)?.row,
    readStored: async (given: readonly VectorSource[]) => {
      const products = given.filter(isStorable);
      const found = await Promise.all(products.map(({ productId }) => table.get(vectorRowId(owner, productId))));
      for (const [i, row] of found.entries()) if (row?.textHash === products[i]?.textHash && row) keep(row);
    },
    add: (products: readonly VectorSource[], vectors: readonly ArrayLike<number>[]) => {
      const nowMs = clock.nowMs();
      for (const [i, { productId, textHash }] of products.entries()) set(productId, textHash, vectors[i] ?? []);
      if (matrix.rows > maxRows) return;
      const rows = products.filter(isStorable).map((product) => {
        return vectorRow(owner, product, { vector: matrix.at(kept.get(product.productId)?.row ?? 0), nowMs });
      });
      Promise.all(rows.map((row) => table.put(row))).catch((error: unknown) => {
        logger.warn('vectors of products were not stored', { tenantId: owner.tenantId, count: rows.length, error });
      });
    },
  };
}

/** The id of a product that a caller describes may be of any form; only those of the catalogue's form name a row. */
const isStorable = ({ productId }: VectorSource): boolean => /^[A-Za-z0-9._-]{1,128}$/.test(productId);
