import { EdgeError, type Clock, type Table } from '@harper-edge/contracts';
import { dailyPoints, type DailyPoints, type PriceSighting } from './daily-points.ts';
import type { PointReader } from './point-reader.ts';
import type { CataloguePrice, PriceCatalogue } from './price-catalogue.ts';
import type { PriceChange } from './price-change.ts';
import { seriesOf } from './price-point-row.ts';

export interface ProductHistory {
  readonly daily: DailyPoints;
  /** Whether there are older points, beyond the newest 10,000 points and sales, which do not count. */
  readonly isCut: boolean;
  /** undefined: it is not in the catalogue. */
  readonly product: CataloguePrice | undefined;
}

export interface ProductHistories {
  /** @throws EdgeError NOT_FOUND for a product that is not in the catalogue and has no points */
  read(tenantId: string, productId: string): Promise<ProductHistory>;
}

export interface HistoryParts {
  readonly reader: PointReader;
  readonly changes: Table<PriceChange>;
  readonly catalogue: PriceCatalogue;
  readonly clock: Clock;
}

/** Points, purchases, changes of the price and the price of the catalogue, put together. */
export function createProductHistories({ reader, changes, catalogue, clock }: HistoryParts): ProductHistories {
  const sightingsOf = async (
    tenantId: string,
    productId: string,
    product: CataloguePrice | undefined,
  ): Promise<readonly PriceSighting[]> => {
    const field = 'ofProduct';
    const where = seriesOf<PriceChange>(field, `${tenantId}/${productId}/`);
    const { rows } = await changes.query({ where, sort: { field, order: 'descending' }, limit: 1_000 });
    const applied = rows.filter(({ state }) => state === 'applied').reverse();
    return [
      ...applied.flatMap(({ at, from, to }) => [
        { at, price: from },
        { at, price: to },
      ]),
      ...(product === undefined ? [] : [{ at: clock.nowMs(), price: product.price }]),
    ];
  };

  return {
    read: async (tenantId, productId) => {
      const [{ rows, isCut }, product] = await Promise.all([
        reader.newest(tenantId, productId),
        catalogue.find(tenantId, productId),
      ]);
      if (rows.length === 0 && product === undefined) {
        throw new EdgeError('NOT_FOUND', `product "${productId}" is not in the catalogue and has no price points`);
      }
      const hasSales = rows.some(({ days }) => days === null);
      const sightings = hasSales ? await sightingsOf(tenantId, productId, product) : [];
      return { daily: dailyPoints(rows, { nowMs: clock.nowMs(), sightings, isCut }), isCut, product };
    },
  };
}
