import { momentsOf, populationVariance } from '@harper-edge/stats';
import { createCategoryCounter } from '../profile/category-counter.ts';
import { columnOf, type DataTable, numericColumn, rowCount } from '../profile/data-table.ts';
import type { Schema } from '../profile/fit-reference.ts';
import { addCategories } from '../profile/profile-column.ts';

type EncodedColumn =
  | { readonly name: string; readonly type: 'numeric'; readonly mean: number; readonly deviation: number }
  | { readonly name: string; readonly type: 'categorical'; readonly levels: readonly string[] };

/** How rows of a table become points: plain JSON, from the reference. */
export type Encoding = readonly EncodedColumn[];

export interface EncodedTable {
  readonly points: readonly Float64Array[];
  /** The column of the table that each number of a point comes from. */
  readonly names: readonly string[];
}

/**
 * The encoding of a table for the multivariate tests: numbers are standardised by mean and population standard deviation
 * of this table, categories become one number each, 1 or 0, the 50 most frequent ones, and one for all others.
 *
 * @throws TypeError for values of another type than the schema says
 */
export function fitEncoding(table: DataTable, schema: Schema): Encoding {
  return Object.entries(schema).map(([name, type]) => {
    if (type === 'categorical') {
      const counter = createCategoryCounter([], Infinity);
      addCategories(counter, columnOf(table, name), name);
      const levels = counter.toJSON().listed.slice(0, mostLevels).map(([category]) => category); // prettier-ignore
      return { name, type, levels };
    }
    const moments = momentsOf(Float64Array.from(numericColumn(table, name)).filter(Number.isFinite));
    const variance = populationVariance(moments);
    return { name, type, mean: moments.mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
  });
}

const mostLevels = 50;

/**
 * The points of a table. A number that is missing or infinite is put at the mean, a missing category in none: what is
 * missing has a test of its own.
 *
 * @throws TypeError for values of another type than the encoding's
 */
export function encodeTable(encoding: Encoding, table: DataTable): EncodedTable {
  const names = encoding.flatMap(({ name, ...column }) =>
    column.type === 'numeric' ? [name] : Array.from({ length: column.levels.length + 1 }, () => name),
  );
  const points = Array.from({ length: rowCount(table) }, () => new Float64Array(names.length));
  let offset = 0;
  for (const column of encoding) {
    if (column.type === 'numeric') {
      const values = numericColumn(table, column.name);
      for (const [row, point] of points.entries()) {
        const value = values[row] as number;
        point[offset] = Number.isFinite(value) ? (value - column.mean) / column.deviation : 0;
      }
      offset += 1;
      continue;
    }
    const places = new Map(column.levels.map((level, place) => [level, place]));
    const values = columnOf(table, column.name);
    for (const [row, point] of points.entries()) {
      const level = values[row] ?? Number.NaN;
      if (Number.isNaN(level)) continue;
      point[offset + (places.get(categoryOf(level, column.name)) ?? column.levels.length)] = 1;
    }
    offset += column.levels.length + 1;
  }
  return { points, names };
}

function categoryOf(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  throw new TypeError(`Column "${name}" is categorical, got ${typeof value}.`);
}
