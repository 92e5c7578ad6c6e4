import type { HistogramSnapshot, Moments } from '@harper-edge/stats';

/** What a column holds: numbers, or categories written as text, booleans or numbers. */
export type ColumnType = 'numeric' | 'categorical';

/** Counts of categories, and of values in categories that are not listed because there were too many. */
export interface CategoryCounts {
  readonly listed: readonly (readonly [category: string, count: number])[];
  readonly unlisted: number;
}

export interface NumericProfile {
  readonly name: string;
  readonly type: 'numeric';
  /** Exact counts on edges that the reference has fixed; `missing` counts NaN, null and undefined. */
  readonly histogram: HistogramSnapshot;
  /** The edges among these that bound the ten or so bins of the stability index and its like. */
  readonly binEdges: readonly number[];
  /** Of the finite values; null if there are none, or if their squares are too large for a number. */
  readonly moments: Moments | null;
  /** Counts of the values themselves, if the reference has few different ones. */
  readonly levels: CategoryCounts | null;
  /** How far shares on the edges may be off, for counts that come from a quantile sketch; else 0. */
  readonly rankError: number;
}

export interface CategoricalProfile {
  readonly name: string;
  readonly type: 'categorical';
  readonly categories: CategoryCounts;
  readonly missing: number;
}

export type ColumnProfile = NumericProfile | CategoricalProfile;

/**
 * What drift detection keeps of a table: plain JSON of a few kilobytes a column, without any row. That of the reference
 * is its baseline; those of current data are made on its edges and merge.
 */
export interface Profile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

/** How many values of a column are not missing. */
export const presentIn = (column: ColumnProfile): number =>
  column.type === 'numeric' ? sumOf(column.histogram.counts) : totalCount(column.categories);

export const missingIn = (column: ColumnProfile): number =>
  column.type === 'numeric' ? column.histogram.missing : column.missing;

export const totalCount = ({ listed, unlisted }: CategoryCounts): number =>
  unlisted + sumOf(listed.map(([, count]) => count));

export const sumOf = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
