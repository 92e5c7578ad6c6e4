import type { Clock, Table } from '@harper-edge/contracts';
import { behindIds, type PricePointRow, seriesOf } from './price-point-row.ts';

/** The newest rows of a product that estimates are made from. */
const mostRows = 10_000;
/** How old what is remembered may be where another host of a cluster has written; of this host it is never old. */
const maxAgeMs = 1_000;
/** Rows that are remembered, of all products together. */
const mostRemembered = 200_000;

export interface ProductRows {
  /** Newest first, `mostRows` at most. */
  readonly rows: readonly PricePointRow[];
  /** Whether there are older ones, which then do not count. */
  readonly isCut: boolean;
}

export interface PointReader {
  newest(tenantId: string, productId: string, limit?: number): Promise<ProductRows>;
  /** Products with points, at most `limit`. */
  productIds(tenantId: string, limit: number): Promise<readonly string[]>;
}

interface Remembered {
  readonly found: ProductRows;
  readonly changes: number | undefined;
  readonly readMs: number;
}

/** Reads the points of a product in one query, and remembers them. */
export function createPointReader(table: Table<PricePointRow>, clock: Clock): PointReader {
  const remembered = new Map<string, Remembered>();
  let total = 0;

  const forget = (prefix: string): void => {
    total -= remembered.get(prefix)?.found.rows.length ?? 0;
    remembered.delete(prefix);
  };
  const remember = (prefix: string, entry: Remembered): void => {
    forget(prefix);
    remembered.set(prefix, entry);
    total += entry.found.rows.length;
    for (const oldest of remembered.keys()) {
      if (total <= mostRemembered) break;
      forget(oldest);
    }
  };

  const read = async (prefix: string, limit: number): Promise<ProductRows> => {
    const { rows, nextCursor } = await table.query({
      where: seriesOf('series', prefix),
      sort: { field: 'series', order: 'descending' },
      limit,
    });
    return { rows, isCut: nextCursor !== undefined };
  };

  return {
    newest: async (tenantId, productId, limit = mostRows) => {
      const prefix = `${tenantId}/${productId}/`;
      if (limit !== mostRows) return read(prefix, limit);
      // Before the read: what is written during it must be read again.
      const [changes, readMs] = [table.changes?.(), clock.monotonicMs()];
      const known = remembered.get(prefix);
      const isFresh = known !== undefined && known.changes === changes && readMs - known.readMs < maxAgeMs;
      if (isFresh && changes !== undefined) return known.found;
      const found = await read(prefix, limit);
      remember(prefix, { found, changes, readMs });
      return found;
    },
    productIds: async (tenantId, limit) => {
      const ids: string[] = [];
      const prefix = `${tenantId}/`;
      const sort = { field: 'series', order: 'ascending' } as const;
      for (let after = prefix; ids.length < limit;) {
        const { rows } = await table.query({
          where: seriesOf('series', prefix, after),
          sort,
          limit: 1,
        });
        const found = rows[0]?.productId;
        if (found === undefined) break;
        ids.push(found);
        after = `${prefix}${found}/${behindIds}`;
      }
      return ids;
    },
  };
}
