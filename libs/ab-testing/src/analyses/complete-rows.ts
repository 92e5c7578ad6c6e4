import type { NoResult } from './comparison.ts';

/**
 * The rows in which every column has a value, and how many have not: NaN, null and undefined are missing. Infinite values
 * have no result.
 *
 * @throws RangeError for columns of unequal length
 */
export function completeRows(
  columns: readonly ArrayLike<number | null | undefined>[],
): { readonly columns: readonly Float64Array[]; readonly dropped: number } | NoResult {
  const length = columns[0]?.length ?? 0;
  const unequal = columns.find((column) => column.length !== length);
  if (unequal !== undefined) throw new RangeError(`Columns have one length, got ${length} and ${unequal.length}.`);
  const whole = columns.map(() => new Float64Array(length));
  let count = 0;
  for (let row = 0; row < length; row += 1) {
    let isMissing = false;
    let isFinite = true;
    for (let at = 0; at < columns.length; at += 1) {
      const value = columns[at]?.[row] ?? Number.NaN;
      isMissing ||= Number.isNaN(value);
      isFinite &&= Number.isFinite(value);
      (whole[at] as Float64Array)[count] = value;
    }
    if (isMissing) continue;
    if (!isFinite)
      return { ok: false, reason: 'nonFinite', detail: `Values are finite, row ${row} has one that is not.` };
    count += 1;
  }
  return { columns: whole.map((column) => column.subarray(0, count)), dropped: length - count };
}
