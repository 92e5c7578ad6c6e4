/** Columns of unit length at right angles, and the upper triangle that makes the given columns of them. */
export interface Factorisation {
  readonly q: readonly Float64Array[];
  /** `r[j][k]` for j <= k: column k is the sum over j of q[j] r[j][k]. */
  readonly r: readonly (readonly number[])[];
}

/**
 * The QR factorisation of columns of equal length by Gram and Schmidt, each projection done twice, after which the
 * columns are orthogonal to machine precision (Giraud, Langou and Rozložník, "The Loss of Orthogonality in the
 * Gram-Schmidt Orthogonalization Process", Computers and Mathematics with Applications 50 (2005)). The index of the first
 * column that depends on those before it, if there is one: what is left of it is below 1e-11 of what it was.
 * `lengths` are what the columns are measured against, if that is more than their own.
 */
export function orthonormalise(
  columns: readonly Float64Array[],
  lengths: readonly number[] = [],
): Factorisation | number {
  const q: Float64Array[] = [];
  const r = columns.map(() => columns.map(() => 0));
  for (const [index, column] of columns.entries()) {
    const rest = column.slice();
    for (let round = 0; round < 2; round += 1) {
      for (const [place, unit] of q.entries()) {
        const share = dot(unit, rest);
        const row = r[place] as number[];
        row[index] = (row[index] as number) + share;
        for (let at = 0; at < rest.length; at += 1) rest[at] = (rest[at] as number) - share * (unit[at] as number);
      }
    }
    const left = length(rest);
    const whole = length(column);
    if (!(left > 1e-11 * whole) || left <= (lengths[index] ?? 0) * 1e-15) return index;
    (r[index] as number[])[index] = left;
    for (let at = 0; at < rest.length; at += 1) rest[at] = (rest[at] as number) / left;
    q.push(rest);
  }
  return { q, r };
}

export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < x.length; index += 1) sum += (x[index] as number) * (y[index] as number);
  return sum;
}

/** The Euclidean length. */
export const length = (column: Float64Array): number => Math.sqrt(dot(column, column));

/** Solves R x = b in place of b, for an upper triangle R. */
export function backSubstitute(r: Factorisation['r'], b: Float64Array): Float64Array {
  for (let row = r.length - 1; row >= 0; row -= 1) {
    let value = b[row] as number;
    for (let column = row + 1; column < r.length; column += 1) {
      value -= ((r[row] as number[])[column] as number) * (b[column] as number);
    }
    b[row] = value / ((r[row] as number[])[row] as number);
  }
  return b;
}
