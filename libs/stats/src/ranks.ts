import { countBelow } from './count-below.ts';
import { sortNumbers } from './sort-numbers.ts';

/** Average ranks, and the size of every group of equal values in ascending order of the values. */
export interface Ranks {
  readonly ranks: Float64Array;
  readonly tieSizes: readonly number[];
}

/**
 * The rank of each value among all, from 1 to n: equal values share the mean of the ranks they cover (midranks, as in
 * Kruskal and Wallis 1952). -0 equals 0; infinite values have ranks. O(n log n).
 *
 * @throws RangeError for NaN
 * @example rank([10, 30, 20, 20]).ranks // [1, 4, 2.5, 2.5]
 */
export function rank(values: ArrayLike<number>): Ranks {
  const sorted = sortNumbers(values);
  if (Number.isNaN(sorted.at(-1))) throw new RangeError('Ranks need numbers, got NaN.');
  const distinct = new Float64Array(sorted.length);
  const midranks = new Float64Array(sorted.length);
  const tieSizes: number[] = [];
  for (let start = 0; start < sorted.length;) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end += 1;
    distinct[tieSizes.length] = sorted[start] as number;
    midranks[tieSizes.length] = (start + 1 + end) / 2;
    tieSizes.push(end - start);
    start = end;
  }
  const ranks = new Float64Array(values.length);
  const ascending = distinct.subarray(0, tieSizes.length);
  for (let index = 0; index < values.length; index += 1) {
    ranks[index] = midranks[countBelow(ascending, values[index] as number)] as number;
  }
  return { ranks, tieSizes };
}
