import type { Condition, Row, TableDefinition } from '@harper-edge/contracts';

/** What was sold of a product at a price: in a period, as its shop says, or with one order. Written once, never changed. */
export interface PricePointRow {
  /** `<tenant>/<productId>/<time>/<source>` of a recorded point, `<tenant>/<orderId>/<line>` of a sale. */
  readonly id: string;
  /** `<tenant>/<productId>/<time>`: what finds the points of a product in the order of time. */
  readonly series: string;
  readonly tenantId: string;
  readonly productId: string;
  readonly price: number;
  /** Units, of all days of the period. */
  readonly demand: number;
  /** When the period began or the order came; milliseconds since 1970. */
  readonly timestamp: number;
  /** How long the period was; null: a sale, of which a day has any number. */
  readonly days: number | null;
}

export const pricePointTable: TableDefinition<PricePointRow> = { name: 'PricePoint', indexes: ['series'] };

/** Times as text in their own order, which numbers of unequal length are not. */
export const timeKey = (timestamp: number): string => String(timestamp).padStart(15, '0');

export const seriesKey = (
  tenantId: string,
  { productId, timestamp }: Pick<PricePointRow, 'productId' | 'timestamp'>,
): string => `${tenantId}/${productId}/${timeKey(timestamp)}`;

/** Follows every character of an id, and every digit. */
export const behindIds = '~';

/** Rows whose `field` starts with a prefix, from `from` on. Two bounds, because `startsWith` makes a store look far beyond. */
export const seriesOf = <R extends Row>(
  field: keyof R & string,
  prefix: string,
  from = prefix,
): readonly Condition<R>[] => [
  { field, op: 'ge', value: from },
  { field, op: 'lt', value: `${prefix}${behindIds}` },
];
