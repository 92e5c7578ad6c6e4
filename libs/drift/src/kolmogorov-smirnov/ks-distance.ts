/** The largest differences of two empirical distribution functions F of n and G of m values, as whole numbers. */
export interface KsDistance {
  /** max |i m - j n| over all points, where i and j count the values up to it: D = h / (n m). */
  readonly h: number;
  /** max (F - G) and max (G - F). */
  readonly dPlus: number;
  readonly dMinus: number;
}

/**
 * Walks over the values of two ascending arrays, past equal values on both sides at once. Among equal values of one side
 * the difference only grows one way, so looking at it in between does no harm. O(n + m).
 */
export function ksDistance(x: Float64Array, y: Float64Array): KsDistance {
  const [n, m] = [x.length, y.length];
  let i = 0;
  let j = 0;
  // i m - j n, and its largest and smallest value so far.
  let difference = 0;
  let [most, least] = [0, 0];
  while (i < n && j < m) {
    const a = x[i] as number;
    const b = y[j] as number;
    if (a < b) {
      i += 1;
      difference += m;
      if (difference > most) most = difference;
    } else if (b < a) {
      j += 1;
      difference -= n;
      if (difference < least) least = difference;
    } else {
      // -0 equals 0 here, as it should.
      while (i < n && x[i] === a) i += 1;
      while (j < m && y[j] === a) j += 1;
      difference = i * m - j * n;
      if (difference > most) most = difference;
      if (difference < least) least = difference;
    }
  }
  const cells = n * m;
  return { h: Math.max(most, -least), dPlus: most / cells, dMinus: least === 0 ? 0 : -least / cells };
}

/**
 * Marks by 1 where, among the values of both arrays in order, a group of equal ones ends: after s values, at place s.
 * `undefined` if no two values are equal.
 */
export function tieGroupEnds(x: Float64Array, y: Float64Array): Uint8Array | undefined {
  const [n, m] = [x.length, y.length];
  const ends = new Uint8Array(n + m + 1);
  let [i, j, groups] = [0, 0, 0];
  while (i < n || j < m) {
    const value = j >= m || (i < n && (x[i] as number) < (y[j] as number)) ? x[i] : y[j];
    while (i < n && x[i] === value) i += 1;
    while (j < m && y[j] === value) j += 1;
    ends[i + j] = 1;
    groups += 1;
  }
  return groups === n + m ? undefined : ends;
}
