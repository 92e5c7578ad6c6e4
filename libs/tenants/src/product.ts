import type { TableDefinition } from '@harper-edge/contracts';

/** What a shop says of one of its articles. */
export interface ProductFields {
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
}

/** One article of a shop's catalogue. */
export interface Product extends ProductFields {
  /** `<tenant>/<productId>`. */
  readonly id: string;
  readonly tenantId: string;
  /** When any of it last changed, milliseconds since 1970. */
  readonly updatedAt: number;
}

export const seasons = ['spring', 'summer', 'autumn', 'winter'] as const;
export type Season = (typeof seasons)[number];

export const experienceLevels = ['beginner', 'intermediate', 'advanced', 'expert'] as const;
export type ExperienceLevel = (typeof experienceLevels)[number];

export const productTable: TableDefinition<Product> = { name: 'Product', indexes: ['tenantId', 'updatedAt'] };
