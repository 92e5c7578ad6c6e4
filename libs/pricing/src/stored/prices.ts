import { EdgeError, type Clock, type Page, type Store } from '@harper-edge/contracts';
import { applyPrice, type PriceApplication } from './apply-price.ts';
import { createOptimizationCount } from './optimization-count.ts';
import { createPointReader } from './point-reader.ts';
import { createPoolReader } from './pool-reader.ts';
import type { CataloguePrice, PriceCatalogue } from './price-catalogue.ts';
import { priceChangeTable, priceRecommendationTable, type PriceChange } from './price-change.ts';
import { checkConstraints, type PriceInquiry } from './price-inquiry.ts';
import { pricePointTable, seriesOf } from './price-point-row.ts';
import { createProductHistories, type ProductHistory } from './product-histories.ts';
import { purchaseTable } from './purchase.ts';
import { createPurchases, type Purchases } from './purchases.ts';
import { type PriceAdvice, type PriceRefusal, recommendFromHistory } from './recommend-from-history.ts';
import { pointRow, type RecordedPoint, recordPoints } from './record-points.ts';

export interface Prices {
  /** Keeps points; the same again is kept once. See `RecordedPoint` for which are the same. */
  record(tenantId: string, productId: string, points: readonly RecordedPoint[]): Promise<void>;
  /**
   * Points and purchases of a product as demand per day.
   * @throws EdgeError NOT_FOUND for a product that is not in the catalogue and has no points
   */
  history(tenantId: string, productId: string): Promise<ProductHistory>;
  /**
   * The best price by the history of the product, or why there is none. A recommendation is kept under the id.
   *
   * @throws EdgeError NOT_FOUND as `history`; INVALID_INPUT for constraints that contradict each other, or without a price
   *   to compare with
   */
  optimize(tenantId: string, inquiry: PriceInquiry, recommendationId: string): Promise<PriceAdvice | PriceRefusal>;
  /** Changes the price in the catalogue and writes it into the log. @throws EdgeError NOT_FOUND, CONFLICT */
  apply(tenantId: string, application: PriceApplication): Promise<PriceChange>;
  /** Changes of prices, of one product or all, newest first. */
  changes(tenantId: string, page: ChangesPage): Promise<Page<PriceChange>>;
  /** Recommendations given since midnight (UTC), on all threads and to all tenants; as of a second ago at the earliest. */
  optimizationsToday(): Promise<number>;
  readonly purchases: Purchases;
}

export interface ChangesPage {
  readonly productId?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface PricesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalogue: PriceCatalogue;
}

/** Without endings or a step, prices are whole hundredths. */
const smallestStep = 0.01;

/** Prices of many shops: what was sold at them, what they should be, and who changed them. */
export function createPrices({ store, clock, catalogue }: PricesOptions): Prices {
  const points = store.table(pricePointTable);
  const changes = store.table(priceChangeTable);
  const recommendations = store.table(priceRecommendationTable);
  const reader = createPointReader(points, clock);
  const histories = createProductHistories({ reader, changes, catalogue, clock });
  const poolOf = createPoolReader(reader, clock);

  const optimize: Prices['optimize'] = async (tenantId, inquiry, recommendationId) => {
    const { productId } = inquiry;
    const { product, daily, isCut } = await histories.read(tenantId, productId);
    const asked = { ...inquiry, ...complete(inquiry, product) };
    const others = inquiry.pool === true ? await poolOf(tenantId, inquiry) : new Map<string, never>();
    const found = recommendFromHistory(asked, { daily, isCut, others });
    if (!found.ok) return found;
    const given = inquiry.constraints?.step === undefined ? withoutStep(found) : found;
    const { currentPrice, evidence, chanceOfImprovement: _chance, priceInterval: _interval, ...rest } = given;
    const { recommendedPrice, expectedRevenue, expectedProfit, improvement, binding, warnings } = rest;
    const { elasticity, confidenceInterval, confidence } = rest;
    await recommendations.put({
      id: `${tenantId}/${recommendationId}`,
      ...{ tenantId, productId, currentPrice, timestamp: clock.nowMs(), recommendedPrice, expectedRevenue },
      ...{ expectedProfit, improvement, elasticity, confidenceInterval, confidence, binding, warnings, n: evidence.n },
    });
    return given;
  };

  return {
    record: (tenantId, productId, added) => {
      const origin = { tenantId, productId, nowMs: clock.nowMs() };
      return recordPoints(
        points,
        added.map((point) => pointRow(point, origin)),
      );
    },
    history: histories.read,
    optimize,
    apply: (tenantId, application) => applyPrice({ changes, recommendations, catalogue, clock }, tenantId, application),
    changes: (tenantId, { productId, ...page }) => {
      const [field, prefix] =
        productId === undefined
          ? (['ofTenant', `${tenantId}/`] as const)
          : (['ofProduct', `${tenantId}/${productId}/`] as const);
      return changes.query({
        where: seriesOf<PriceChange>(field, prefix),
        sort: { field, order: 'descending' },
        ...page,
      });
    },
    optimizationsToday: createOptimizationCount(recommendations, clock),
    purchases: createPurchases({ purchases: store.table(purchaseTable), points, clock }),
  };
}

/** What the request leaves to the catalogue. */
function complete(
  { productId, currentPrice: stated, unitCost: given, constraints = {} }: PriceInquiry,
  product?: CataloguePrice,
) {
  const currentPrice = stated ?? product?.price;
  if (currentPrice === undefined) {
    throw new EdgeError(
      'INVALID_INPUT',
      `currentPrice: needed, because product "${productId}" is not in the catalogue`,
    );
  }
  const unitCost = given ?? product?.cost ?? undefined;
  if (constraints.minMargin !== undefined && unitCost === undefined) {
    throw new EdgeError('INVALID_INPUT', `minMargin: needs unitCost, which neither the request nor the catalogue has`);
  }
  checkConstraints(unitCost ?? 0, { ...constraints, currentPrice });
  const isFree = constraints.endings === undefined && constraints.step === undefined;
  return {
    currentPrice,
    unitCost: unitCost ?? 0,
    constraints: { ...constraints, ...(isFree && { step: smallestStep }) },
  };
}

/** That prices are whole hundredths is nobody's constraint. */
const withoutStep = (advice: PriceAdvice): PriceAdvice => ({
  ...advice,
  binding: advice.binding.filter((name) => name !== 'step'),
});
