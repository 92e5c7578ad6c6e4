import type { Clock, Logger, Store } from '@harper-edge/contracts';
import { productVectorTable } from '@harper-edge/personalization';
import { loadTenantVectors, type TenantVectors } from './tenant-vectors.ts';
import { matrixName, type VectorOwner } from './vector-row.ts';

export interface ProductVectors {
  /** From memory, else read from the table once for all who ask. */
  of(owner: VectorOwner): Promise<TenantVectors>;
}

export interface ProductVectorsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of all matrices in this thread; the least recently used go first, but never the last. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Vectors of one matrix that are stored and read back; with twice as many in memory it is read again. Default 50,000. */
  readonly maxRows?: number;
}

/**
 * The vectors of all tenants' products, kept in memory as matrices. A vector is found by the hash of its text, so that none is
 * ever stale, whatever another thread has changed.
 */
export function createProductVectors(options: ProductVectorsOptions): ProductVectors {
  const { store, maxBytes = 268_435_456, maxRows = 50_000, ...rest } = options;
  const table = store.table(productVectorTable);
  /** Least recently used first. */
  const matrices = new Map<string, Promise<TenantVectors>>();
  const loaded = new Map<string, TenantVectors>();
  const forget = (name: string): void => {
    matrices.delete(name);
    loaded.delete(name);
  };
  const load = async (name: string, owner: VectorOwner): Promise<TenantVectors> => {
    try {
      const vectors = await loadTenantVectors(owner, { table, maxRows, ...rest });
      loaded.set(name, vectors);
      return vectors;
    } catch (error) {
      forget(name);
      throw error;
    }
  };
  const evict = (keep: string): void => {
    let bytes = [...loaded.values()].reduce((sum, { matrix }) => sum + matrix.bytes, 0);
    for (const name of matrices.keys()) {
      if (bytes <= maxBytes) return;
      const vectors = loaded.get(name);
      if (name === keep || vectors === undefined) continue;
      bytes -= vectors.matrix.bytes;
      forget(name);
    }
  };
  return {
    of: (owner) => {
      const name = matrixName(owner);
      if ((loaded.get(name)?.matrix.rows ?? 0) > 2 * maxRows) forget(name);
      const found = matrices.get(name) ?? load(name, owner);
      matrices.delete(name);
      matrices.set(name, found);
      evict(name);
      return found;
    },
  };
}
