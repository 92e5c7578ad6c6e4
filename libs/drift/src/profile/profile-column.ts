import { createHistogram, emptyMoments, mergeMoments, type Moments, momentsOf } from '@harper-edge/stats';
import type { QuantileSketchSnapshot } from '../sketch/quantile-sketch.ts';
import { sketchHistogram, sketchRankError } from '../sketch/sketch-ranks.ts';
import { type CategoryCounter, createCategoryCounter } from './category-counter.ts';
import { columnOf, type DataTable, numericColumn } from './data-table.ts';
import {
  type CategoricalProfile,
  type CategoryCounts,
  type ColumnProfile,
  type NumericProfile,
  presentIn,
  sumOf,
} from './profile.ts';

/** Collects what a profile keeps of one column. */
export interface ColumnCollector {
  add(table: DataTable): void;
  merge(other: ColumnProfile): void;
  addSketch(sketch: QuantileSketchSnapshot): void;
  toJSON(): ColumnProfile;
}

/** How many categories are counted one by one beside those of the baseline. */
export const mostCategories = 1000;

/** An empty collector on the edges and categories of a baseline's column. */
export const collectColumn = (baseline: ColumnProfile): ColumnCollector =>
  baseline.type === 'numeric' ? collectNumbers(baseline) : collectCategories(baseline);

function collectNumbers({ name, histogram, binEdges, levels }: NumericProfile): ColumnCollector {
  const counts = createHistogram(histogram.edges);
  const levelCounts = levels === null ? undefined : counterLike(levels);
  let moments = emptyMoments;
  // How many values may be on the wrong side of an edge, and whether there were values whose level is not known.
  let [uncertain, hasUnknownLevels] = [0, false];
  const merge = (other: NumericProfile): void => {
    counts.merge(other.histogram);
    uncertain += other.rankError * presentIn(other);
    if (other.moments !== null) moments = mergeMoments(moments, other.moments);
    if (other.levels === null) hasUnknownLevels ||= presentIn(other) > 0;
    else levelCounts?.merge(other.levels);
  };
  const toJSON = (): NumericProfile => {
    const snapshot = counts.toJSON();
    const rankError = uncertain === 0 ? 0 : Math.min(1, uncertain / sumOf(snapshot.counts));
    const levelJson = hasUnknownLevels ? null : (levelCounts?.toJSON() ?? null);
    return {
      name,
      type: 'numeric',
      histogram: snapshot,
      binEdges,
      moments: momentsOrNull(moments),
      levels: levelJson,
      rankError,
    };
  };
  return {
    add: (table) => {
      const values = numericColumn(table, name);
      counts.addAll(values);
      moments = mergeMoments(moments, momentsOf(finiteValues(values)));
      if (levelCounts !== undefined) addLevels(levelCounts, values);
    },
    merge: (other) => {
      if (other.type !== 'numeric') throw differentColumns(name);
      merge(other);
    },
    addSketch: (sketch) => {
      const onEdges = sketchHistogram(sketch, histogram.edges);
      merge({
        ...toJSON(),
        histogram: onEdges,
        moments: sketch.moments,
        levels: null,
        rankError: sketchRankError(sketch),
      });
    },
    toJSON,
  };
}

function collectCategories({ name, categories }: CategoricalProfile): ColumnCollector {
  const counter = counterLike(categories);
  let missing = 0;
  return {
    add: (table) => {
      missing += addCategories(counter, columnOf(table, name), name);
    },
    merge: (other) => {
      if (other.type !== 'categorical') throw differentColumns(name);
      counter.merge(other.categories);
      missing += other.missing;
    },
    addSketch: () => {
      throw new RangeError(`Column "${name}" is categorical, a sketch holds numbers.`);
    },
    toJSON: () => ({ name, type: 'categorical', categories: counter.toJSON(), missing }),
  };
}

const counterLike = ({ listed }: CategoryCounts): CategoryCounter =>
  createCategoryCounter(
    listed.map(([category]) => category),
    mostCategories,
  );

const differentColumns = (name: string): RangeError =>
  new RangeError(`Column "${name}" is numeric in one profile and categorical in the other.`);

/** Null also for values so large that their squares overflow: JSON has no infinity. */
export const momentsOrNull = (moments: Moments): Moments | null =>
  moments.n > 0 && Number.isFinite(moments.m2) && Number.isFinite(moments.m3) ? moments : null;

/** The array itself if all its values are finite. */
export function finiteValues(values: ArrayLike<number>): ArrayLike<number> {
  let count = 0;
  for (let index = 0; index < values.length; index += 1) count += Number(Number.isFinite(values[index]));
  if (count === values.length) return values;
  const finite = new Float64Array(count);
  for (let index = 0, next = 0; index < values.length; index += 1) {
    if (Number.isFinite(values[index])) finite[next++] = values[index] as number;
  }
  return finite;
}

/** Counts numbers as levels. -0 is 0, NaN is missing. */
function addLevels(counter: CategoryCounter, values: ArrayLike<number>): void {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) counter.add(String(value));
  }
}

/**
 * Counts categories, and returns how many are missing.
 *
 * @throws TypeError for values that are no categories
 */
export function addCategories(counter: CategoryCounter, values: ArrayLike<unknown>, name: string): number {
  let missing = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (typeof value === 'string') counter.add(value);
    else if (value === null || value === undefined || Number.isNaN(value)) missing += 1;
    else if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
      counter.add(String(value));
    } else throw new TypeError(`Column "${name}" is categorical, got ${typeof value} at row ${index}.`);
  }
  return missing;
}
