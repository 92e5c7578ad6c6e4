import { insufficientData, type NoResult } from '../drift-test-result.ts';

/** Rows of numbers of one length: encoded rows of a table, or embeddings. */
export type Points = readonly ArrayLike<number>[];

/** Points in one array, row after row. */
export interface PointMatrix {
  readonly ok: true;
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The points of both samples, the reference first. Too few of either or a number that is not finite is no result.
 *
 * @throws RangeError for points of unequal length
 */
export function stackPoints(samples: readonly Points[], least: number): PointMatrix | NoResult {
  const smallest = Math.min(...samples.map(({ length }) => length));
  if (smallest < least) return insufficientData(least, smallest);
  const points = samples.flat();
  const columns = points[0]?.length ?? 0;
  const values = new Float64Array(points.length * columns);
  for (const [row, point] of points.entries()) {
    if (point.length !== columns) {
      throw new RangeError(`Points have one length, got ${point.length} and ${columns} numbers.`);
    }
    for (let column = 0; column < columns; column += 1) {
      const value = point[column] as number;
      if (!Number.isFinite(value)) return { ok: false, reason: 'nonFinite', detail: `Point ${row} holds ${value}.` };
      values[row * columns + column] = value;
    }
  }
  return { ok: true, values, rows: points.length, columns };
}

/** Mean and population standard deviation of each column; a deviation of 0 is given as 1, so that it divides. */
export function columnScales({ values, rows, columns }: Omit<PointMatrix, 'ok'>) {
  const means = new Float64Array(columns);
  const deviations = new Float64Array(columns);
  for (let at = 0; at < values.length; at += 1) {
    means[at % columns] = (means[at % columns] as number) + (values[at] as number) / rows;
  }
  for (let at = 0; at < values.length; at += 1) {
    const column = at % columns;
    deviations[column] =
      (deviations[column] as number) + ((values[at] as number) - (means[column] as number)) ** 2 / rows;
  }
  // What rounding leaves of a constant is none.
  const scales = deviations.map((square, column) => {
    const deviation = Math.sqrt(square);
    return deviation > 1e-12 * Math.abs(means[column] as number) ? deviation : 1;
  });
  return { means, deviations: scales };
}

/** (x - mean) / deviation, in place. */
export function standardise(
  values: Float64Array,
  { means, deviations }: { readonly means: ArrayLike<number>; readonly deviations: ArrayLike<number> },
): void {
  for (let at = 0; at < values.length; at += 1) {
    const column = at % means.length;
    values[at] = ((values[at] as number) - (means[column] as number)) / (deviations[column] as number);
  }
}
