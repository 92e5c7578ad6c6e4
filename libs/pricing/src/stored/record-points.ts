import type { Table } from '@harper-edge/contracts';
import type { PricePoint } from '../price-history.ts';
import { seriesKey, type PricePointRow } from './price-point-row.ts';

/** What a shop says was sold in one period. */
export interface RecordedPoint extends PricePoint {
  /** How many days the period has, from 1 on. Default 1. */
  readonly days?: number;
  /** Whose count it is, at most 24 characters, such as `store-7`: points of several at one time and price are several. */
  readonly sourceId?: string;
}

/** Rows that are written side by side: a store can group them. */
const atOnce = 1_000;

/** Points of one product, time and source are one: the last one sent counts. Without a source, those of one price are. */
export async function recordPoints(table: Table<PricePointRow>, rows: readonly PricePointRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += atOnce) {
    await Promise.all(rows.slice(from, from + atOnce).map((row) => table.put(row)));
  }
}

export interface PointOrigin {
  readonly tenantId: string;
  readonly productId: string;
  /** For points without a time. */
  readonly nowMs: number;
}

export function pointRow(
  { price, demand, timestamp: at, days = 1, sourceId = `=${price}` }: RecordedPoint,
  { tenantId, productId, nowMs }: PointOrigin,
): PricePointRow {
  const timestamp = at ?? nowMs;
  const series = seriesKey(tenantId, { productId, timestamp });
  return { id: `${series}/${sourceId}`, series, tenantId, productId, price, demand, timestamp, days };
}
