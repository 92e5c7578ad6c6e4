/** Count, mean and sums of powers of the deviations from the mean; `min` and `max` are those of an empty set at n = 0. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Sum of (x - mean)^2. */
  readonly m2: number;
  /** Sum of (x - mean)^3. */
  readonly m3: number;
  readonly min: number;
  readonly max: number;
}

/** The moments of no values: merging with them changes nothing. */
export const emptyMoments: Moments = { n: 0, mean: 0, m2: 0, m3: 0, min: Infinity, max: -Infinity };

/**
 * Moments of an array in two passes: the mean first, shifted by the first value so that a large common offset costs no
 * digits, then the deviations, with what rounding left of their sum taken out again (Chan, Golub and LeVeque,
 * "Algorithms for Computing the Sample Variance", The American Statistician 37 (1983), p. 242, formula 1.7). O(n).
 *
 * @throws RangeError for a value that is not finite: drop missing values first
 * @example variance(momentsOf([2, 4, 4, 4, 5, 5, 7, 9])) // 4.571428571428571
 */
export function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length;
  if (n === 0) return emptyMoments;
  const shift = values[0] as number;
  let [sum, min, max] = [0, shift, shift];
  for (let index = 0; index < n; index += 1) {
    const value = values[index] as number;
    if (!Number.isFinite(value)) throw new RangeError(`Moments need finite numbers, got ${value} at index ${index}.`);
    sum += value - shift;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  // A constant has no variance, not even one of rounding.
  if (min === max) return { n, mean: min, m2: 0, m3: 0, min, max };
  const mean = shift + sum / n;
  let [left, rest, squares, cubes] = [0, 0, 0, 0];
  for (let index = 0; index < n; index += 1) {
    const deviation = (values[index] as number) - mean;
    // What rounding takes from the sum is kept (Knuth's two-sum): a mean near 0 is known to its last digits.
    const next = left + deviation;
    const added = next - left;
    rest += left - (next - added) + (deviation - added);
    left = next;
    squares += deviation * deviation;
    cubes += deviation * deviation * deviation;
  }
  const correction = (left + rest) / n;
  return {
    n,
    mean: mean + correction,
    m2: squares - left * correction,
    m3: cubes - 3 * correction * squares + 2 * left * correction * correction,
    min,
    max,
  };
}

/**
 * The moments of two sets of values together, from the moments of each: Chan, Golub and LeVeque (1979) for m2, Pébay,
 * "Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order Statistical Moments", Sandia
 * report SAND2008-6212 (2008), p. 8, for m3. Count and extremes are exact whatever the order, the rest up to rounding.
 */
export function mergeMoments(first: Moments, second: Moments): Moments {
  if (first.n === 0) return second;
  if (second.n === 0) return first;
  const n = first.n + second.n;
  const difference = second.mean - first.mean;
  const between = (difference * difference * first.n * second.n) / n;
  return {
    n,
    mean: first.mean + (difference * second.n) / n,
    m2: first.m2 + second.m2 + between,
    m3:
      first.m3 +
      second.m3 +
      (between * difference * (first.n - second.n)) / n +
      (3 * difference * (first.n * second.m2 - second.n * first.m2)) / n,
    min: Math.min(first.min, second.min),
    max: Math.max(first.max, second.max),
  };
}

/** The sample variance m2 / (n - 1); NaN for fewer than two values. */
export const variance = ({ n, m2 }: Moments): number => (n > 1 ? m2 / (n - 1) : Number.NaN);

/** The population variance m2 / n; NaN for no values. */
export const populationVariance = ({ n, m2 }: Moments): number => (n > 0 ? m2 / n : Number.NaN);

/** The population skewness sqrt(n) m3 / m2^(3/2), g1 of the literature: 0 for a constant, NaN for no values. */
export function skewness({ n, m2, m3 }: Moments): number {
  if (n === 0) return Number.NaN;
  return m2 === 0 ? 0 : (Math.sqrt(n) * (m3 / m2)) / Math.sqrt(m2);
}
