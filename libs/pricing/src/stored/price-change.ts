import type { TableDefinition } from '@harper-edge/contracts';
import type { ConstraintName } from '../price-constraints.ts';
import { timeKey } from './price-point-row.ts';

/** What a recommendation rested on, as it was when it was made. */
export interface PriceEvidence {
  readonly recommendedPrice: number;
  readonly expectedRevenue: number;
  readonly expectedProfit: number;
  readonly improvement: number | null;
  readonly elasticity: number;
  readonly confidenceInterval: readonly [number, number];
  readonly confidence: number;
  readonly binding: readonly ConstraintName[];
  readonly warnings: readonly string[];
  /** Rows that the estimate was made from. */
  readonly n: number;
}

/** A recommendation that was given. */
export interface PriceRecommendationRow extends PriceEvidence {
  /** `<tenant>/<recommendationId>`. */
  readonly id: string;
  readonly tenantId: string;
  readonly productId: string;
  readonly currentPrice: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

export const priceRecommendationTable: TableDefinition<PriceRecommendationRow> = {
  name: 'PriceRecommendation',
  indexes: ['timestamp'],
};

/** A change of a price. The row comes first and says what is going to happen; then the catalogue has the price. */
export interface PriceChange {
  /** `<tenant>/<key>`, with the key that makes a repeated request the same change. */
  readonly id: string;
  /** `<tenant>/<time>` and `<tenant>/<productId>/<time>`, which find changes in the order of time. */
  readonly ofTenant: string;
  readonly ofProduct: string;
  readonly tenantId: string;
  readonly productId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly by: string | null;
  readonly reason: string | null;
  /** `started`: on its way, or its process ended before it came. `refused`: the price was changed by someone else. */
  readonly state: 'started' | 'applied' | 'refused';
  readonly recommendationId: string | null;
  readonly evidence: PriceEvidence | null;
}

export const priceChangeTable: TableDefinition<PriceChange> = {
  name: 'PriceChange',
  indexes: ['ofTenant', 'ofProduct'],
};

export const changeKeys = (tenantId: string, productId: string, at: number) => ({
  ofTenant: `${tenantId}/${timeKey(at)}`,
  ofProduct: `${tenantId}/${productId}/${timeKey(at)}`,
});
