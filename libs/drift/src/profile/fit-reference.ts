import { momentsOf } from '@harper-edge/stats';
import { binEdges } from '../bin-edges.ts';
import { sortedCounts } from '../sorted-counts.ts';
import { sortSample, type SortedSample } from '../sorted-sample.ts';
import { createCategoryCounter } from './category-counter.ts';
import { columnOf, type DataTable, numericColumn, rowCount } from './data-table.ts';
import { addCategories, finiteValues, momentsOrNull, mostCategories } from './profile-column.ts';
import type { CategoricalProfile, CategoryCounts, ColumnType, NumericProfile, Profile } from './profile.ts';

/** Which columns to watch, and what they hold. */
export type Schema = Readonly<Record<string, ColumnType>>;

export interface FitOptions {
  /** Bins of a numeric column's histogram, from 10 on. More find smaller changes of shape. Default 100. */
  readonly bins?: number;
}

/** A reference that keeps the sorted values beside its baseline: tests on it are exact between the edges as well. */
export interface ExactReference {
  readonly baseline: Profile;
  readonly samples: ReadonlyMap<string, SortedSample>;
}

/** Numeric columns with at most this many different values, each there twice on average, are compared value by value. */
const mostLevels = 20;
/** Bins of the stability index and its like. */
const coarseBins = 10;

/**
 * The baseline of reference data, such as a model's training set: plain JSON, usable without the rows from then on. It
 * keeps histograms on quantile edges for numbers, counts for categories, and what is missing. O(n) a column.
 *
 * @throws RangeError for fewer than 10 bins or columns of unequal length, TypeError for values of another type
 * @example fitReference([{ age: 31, plan: 'basic' }, { age: 45, plan: 'pro' }], { age: 'numeric', plan: 'categorical' })
 */
export const fitReference = (table: DataTable, schema: Schema, options: FitOptions = {}): Profile =>
  fitExactReference(table, schema, options).baseline;

/**
 * The same, with the sorted values of the numeric columns kept: for raw data against raw data, sorted once for any
 * number of comparisons.
 */
export function fitExactReference(table: DataTable, schema: Schema, { bins = 100 }: FitOptions = {}): ExactReference {
  if (!Number.isSafeInteger(bins) || bins < coarseBins) {
    throw new RangeError(`A histogram has a whole number of bins from ${coarseBins} on, got ${bins}.`);
  }
  const samples = new Map<string, SortedSample>();
  const columns = Object.entries(schema).map(([name, type]) => {
    if (type === 'categorical') return fitCategories(table, name);
    const sample = sortSample(numericColumn(table, name));
    samples.set(name, sample);
    return fitNumbers(sample, name, bins);
  });
  return { baseline: { rows: rowCount(table), columns }, samples };
}

function fitNumbers({ sorted, dropped }: SortedSample, name: string, bins: number): NumericProfile {
  const coarse = binEdges(sorted, coarseBins);
  const edges = [...new Set([...binEdges(sorted, bins), ...coarse])].sort((a, b) => a - b);
  return {
    name,
    type: 'numeric',
    histogram: { edges, ...sortedCounts(sorted, edges), missing: dropped },
    binEdges: coarse,
    moments: momentsOrNull(momentsOf(finiteValues(sorted))),
    levels: sortedLevels(sorted, mostLevels),
    rankError: 0,
  };
}

function fitCategories(table: DataTable, name: string): CategoricalProfile {
  const all = createCategoryCounter([], Infinity);
  const missing = addCategories(all, columnOf(table, name), name);
  const { listed } = all.toJSON();
  const rest = listed.slice(mostCategories).reduce((sum, [, count]) => sum + count, 0);
  return {
    name,
    type: 'categorical',
    categories: { listed: listed.slice(0, mostCategories), unlisted: rest },
    missing,
  };
}

/** Counts of the different values, or null if there are more than `most` or they hardly repeat, as in a small sample. */
function sortedLevels(sorted: Float64Array, most: number): CategoryCounts | null {
  const counter = createCategoryCounter([], most);
  let levels = 0;
  for (let from = 0; from < sorted.length;) {
    levels += 1;
    if (levels > most || 2 * levels > sorted.length) return null;
    const value = sorted[from] as number;
    const { counts } = sortedCounts(sorted.subarray(from), [value]);
    counter.add(String(value), counts[0] ?? 0);
    from += counts[0] ?? sorted.length;
  }
  return counter.toJSON();
}
