import { momentsOf, populationVariance } from '@harper-edge/stats';
import { insufficientData } from '../drift-test-result.ts';
import { type Sample, sampleOf } from '../sorted-sample.ts';
import { distanceOf, notFinite, type Wasserstein } from '../wasserstein/distance.ts';
import { moved } from '../wasserstein/moved.ts';

/**
 * The first Wasserstein or earth mover's distance of two samples, the integral of |F - G|: how far a value has to be
 * moved on average to turn one sample into the other. Exact; O(n + m) once sorted. Infinite values give `nonFinite`.
 *
 * @throws TypeError for values that are no numbers
 * @example wasserstein([0, 1, 3], [5, 6, 8]).w1 // 5
 */
export function wasserstein(reference: Sample, current: Sample, referenceStd?: number): Wasserstein {
  const [first, second] = [sampleOf(reference), sampleOf(current)];
  const [x, y] = [first.sorted, second.sorted];
  const [n, m] = [x.length, y.length];
  if (n === 0 || m === 0) return insufficientData(1, 0);
  if (![x[0], x[n - 1], y[0], y[m - 1]].every(Number.isFinite)) return notFinite;
  return distanceOf({
    w1: sortedDistance(x, y),
    referenceStd: referenceStd ?? populationStd(x),
    n,
    m,
    dropped: first.dropped + second.dropped,
  });
}

/** Sum of |i m - j n| (next value - value) over the points of both samples, over n m. */
function sortedDistance(x: Float64Array, y: Float64Array): number {
  const [n, m] = [x.length, y.length];
  const perCell = 1 / n / m;
  let i = 0;
  let j = 0;
  let sum = 0;
  // i m - j n, which is between all values so far and the next one.
  let difference = 0;
  let previous = Math.min(x[0] as number, y[0] as number);
  while (i < n || j < m) {
    // Past its end a sample has nothing smaller than any value.
    const a = i < n ? (x[i] as number) : Infinity;
    const b = j < m ? (y[j] as number) : Infinity;
    const fromX = a <= b;
    const value = fromX ? a : b;
    sum += moved(previous, value, Math.abs(difference) * perCell);
    difference += fromX ? m : -n;
    i += fromX ? 1 : 0;
    j += fromX ? 0 : 1;
    previous = value;
  }
  return sum;
}

/** The population standard deviation of ascending finite values, scaled so that squares neither overflow nor vanish. */
function populationStd(sorted: Float64Array): number {
  const largest = Math.max(Math.abs(sorted[0] as number), Math.abs(sorted[sorted.length - 1] as number));
  if (largest === 0 || (largest < 1e100 && largest > 1e-130)) return Math.sqrt(populationVariance(momentsOf(sorted)));
  return Math.sqrt(populationVariance(momentsOf(sorted.map((value) => value / largest)))) * largest;
}
