import type { QuantileSketchSnapshot } from '../sketch/quantile-sketch.ts';
import { type DataTable, rowCount } from './data-table.ts';
import { collectColumn } from './profile-column.ts';
import type { Profile } from './profile.ts';

export interface ProfileCollector {
  /** Count rows, or whole columns. Columns the baseline does not have are left out. */
  add(table: DataTable): void;
  /** Add the profile of other data on the same baseline. Counts are exact whatever the split and the order. */
  merge(other: Profile): void;
  /** Add a sketch's values of one numeric column to those of the column: their counts are as exact as the sketch is. */
  addSketch(column: string, sketch: QuantileSketchSnapshot): void;
  toJSON(): Profile;
}

/**
 * Collects a profile of current data on the edges and categories of a baseline, as the data comes or part by part: its
 * size does not depend on the number of rows.
 *
 * @throws TypeError from `add` for values of another type, RangeError from `merge` for a profile on another baseline
 * @example
 * const today = createProfile(baseline);
 * today.add([{ age: 31, plan: 'basic' }]);
 * today.merge(profileOfAnotherProcess);
 * detectDrift(baseline, today.toJSON());
 */
export function createProfile(baseline: Profile): ProfileCollector {
  const collectors = new Map(baseline.columns.map((column) => [column.name, collectColumn(column)]));
  let rows = 0;
  return {
    add: (table) => {
      const added = rowCount(table);
      for (const collector of collectors.values()) collector.add(table);
      rows += added;
    },
    merge: (other) => {
      if (other.columns.length !== collectors.size || !other.columns.every(({ name }) => collectors.has(name))) {
        throw new RangeError('Profiles merge on the columns of one baseline, and these differ.');
      }
      for (const column of other.columns) collectors.get(column.name)?.merge(column);
      rows += other.rows;
    },
    addSketch: (column, sketch) => {
      const collector = collectors.get(column);
      if (collector === undefined) throw new RangeError(`The baseline has no column "${column}".`);
      collector.addSketch(sketch);
    },
    toJSON: () => ({ rows, columns: [...collectors.values()].map((collector) => collector.toJSON()) }),
  };
}
