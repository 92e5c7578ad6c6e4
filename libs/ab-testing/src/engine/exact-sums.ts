import type { Moments } from '@harper-edge/stats';

/** A sum of two doubles that do not overlap: about 32 digits. */
type Double2 = readonly [high: number, low: number];

/**
 * Sums of values, their squares and cubes, of which values can be taken out again: as a unit's total grows, its old value
 * leaves and the new one enters. In doubled precision (Dekker, "A floating-point technique for extending the available
 * precision", Numerische Mathematik 18 (1971)), since in plain doubles what was large and left again would stay as error.
 * Plain JSON; sums of parts add up to the sums of the whole.
 */
export interface ExactSums {
  readonly sum: Double2;
  readonly squares: Double2;
  readonly cubes: Double2;
}

export const emptySums: ExactSums = { sum: [0, 0], squares: [0, 0], cubes: [0, 0] };

/** The largest value whose cube, and that of a sum of many, is still a number. */
export const largestValue = 1e90;

/** The sums with one value changed; 0 stands for none, since it adds nothing. */
export const replaceValue = (sums: ExactSums, before: number, after: number): ExactSums =>
  mergeSums(mergeSums(sums, sumsOf(after, 1)), sumsOf(before, -1));

export const mergeSums = (first: ExactSums, second: ExactSums): ExactSums => ({
  sum: add(first.sum, second.sum),
  squares: add(first.squares, second.squares),
  cubes: add(first.cubes, second.cubes),
});

/** The moments of `n` values with these sums; `n` also counts those that are 0. Extremes are not known. */
export function momentsOfSums({ sum, squares, cubes }: ExactSums, n: number): Omit<Moments, 'min' | 'max'> {
  if (n === 0) return { n, mean: 0, m2: 0, m3: 0 };
  const mean = sum[0] / n;
  const [high, low] = add(squares, scale(divide(square(sum), n), -1));
  const terms = [cubes[0], -3 * mean * squares[0], 2 * n * mean ** 3] as const;
  const m3 = terms[0] + terms[1] + terms[2];
  // Below what rounding leaves of the terms the third moment is not known, and 0 is as good.
  const noise = 8 * Number.EPSILON * terms.reduce((total, term) => total + Math.abs(term), 0);
  return { n, mean, m2: Math.max(0, high + low), m3: Math.abs(m3) > noise ? m3 : 0 };
}

function sumsOf(value: number, sign: 1 | -1): ExactSums {
  const squared = product(value, value);
  return {
    sum: [sign * value, 0],
    squares: scale(squared, sign),
    cubes: [sign * value * value * value, 0],
  };
}

function twoSum(first: number, second: number): Double2 {
  const sum = first + second;
  const taken = sum - first;
  return [sum, first - (sum - taken) + (second - taken)];
}

function add([high, low]: Double2, [otherHigh, otherLow]: Double2): Double2 {
  const [sum, error] = twoSum(high, otherHigh);
  return twoSum(sum, error + low + otherLow);
}

const scale = ([high, low]: Double2, factor: 1 | -1): Double2 => [factor * high, factor * low];

/** The upper 26 bits of a double, so that products of halves are exact. */
const upperHalf = (value: number): number => {
  const shifted = value * 134_217_729;
  return shifted - (shifted - value);
};

function product(first: number, second: number): Double2 {
  const high = first * second;
  const [a, b] = [upperHalf(first), upperHalf(second)];
  const [restA, restB] = [first - a, second - b];
  return [high, restA * restB - (high - a * b - restA * b - a * restB)];
}

function square([high, low]: Double2): Double2 {
  const [upper, error] = product(high, high);
  return twoSum(upper, error + 2 * high * low);
}

function divide([high, low]: Double2, by: number): Double2 {
  const quotient = high / by;
  const [upper, error] = product(quotient, by);
  return twoSum(quotient, (high - upper - error + low) / by);
}
