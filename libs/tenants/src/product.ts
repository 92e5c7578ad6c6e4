import type { TableDefinition } from '@harper-edge/contracts';

/** One article of a shop's catalogue. */
export interface Product {
  /** `<tenant>/<productId>`. */
  readonly id: string;
  readonly tenantId: string;
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  /** What it is for, such as `trail-running`. */
  readonly activities: readonly string[];
  /** Empty: all year. */
  readonly seasons: readonly Season[];
  /** Whom it suits; empty: everybody. */
  readonly experienceLevels: readonly ExperienceLevel[];
  /** Above 0, in the shop's currency. */
  readonly price: number;
  /** What it costs the shop; null: not known. */
  readonly cost: number | null;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
export type ExperienceLevel = 'beginner' | 'intermediate' | 'advanced' | 'expert';

export const productTable: TableDefinition<Product> = { name: 'Product', indexes: ['tenantId', 'updatedAt'] };
