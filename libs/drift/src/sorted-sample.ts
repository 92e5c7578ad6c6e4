import { sortNumbers } from '@harper-edge/stats';

/** A column of numbers as it comes: NaN, null and undefined are missing. */
export type NumericColumn = ArrayLike<number | null | undefined>;

/** The values of a column that are not missing, ascending, and how many are missing. */
export interface SortedSample {
  readonly sorted: Float64Array;
  readonly dropped: number;
}

/**
 * Drops missing values and sorts the rest, infinite ones included. Tests take the result in place of the column, so a
 * reference has to be sorted only once. O(n).
 *
 * @throws TypeError for a value that is neither a number nor missing
 */
export function sortSample(values: NumericColumn): SortedSample {
  const all = sortNumbers(numbersOf(values));
  let present = all.length;
  // The sort puts NaN last.
  while (present > 0 && Number.isNaN(all[present - 1])) present -= 1;
  return { sorted: all.subarray(0, present), dropped: all.length - present };
}

/** Numbers with NaN for whatever is missing: the array itself where it is one of doubles. */
export function numbersOf(values: NumericColumn): ArrayLike<number> {
  if (values instanceof Float64Array || values instanceof Float32Array) return values;
  const numbers = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (typeof value !== 'number') {
      throw new TypeError(`Expected a number, null or undefined, got ${typeof value} at index ${index}.`);
    }
    numbers[index] = value;
  }
  return numbers;
}

/** What a test accepts: a column, or one sorted before. */
export type Sample = NumericColumn | SortedSample;

export const sampleOf = (sample: Sample): SortedSample => ('sorted' in sample ? sample : sortSample(sample));
