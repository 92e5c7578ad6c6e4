import { momentsOf, populationVariance } from '@harper-edge/stats';
import { insufficientData, type NoResult } from '../drift-test-result.ts';
import { type NumericColumn, numbersOf, type Sample, sampleOf } from '../sorted-sample.ts';

export type Wasserstein =
  | {
      readonly ok: true;
      /** In the unit of the values. */
      readonly w1: number;
      /** Population standard deviation of the reference. */
      readonly referenceStd: number;
      /** w1 / referenceStd; for a constant reference 0 or Infinity, with the warning `constantReference`. */
      readonly w1OverStd: number;
      readonly n: number;
      readonly m: number;
      readonly dropped: number;
      readonly warnings: readonly string[];
    }
  | NoResult;

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
  return describe({
    w1: sortedDistance(x, y),
    referenceStd: referenceStd ?? populationStd(x),
    n,
    m,
    dropped: first.dropped + second.dropped,
  });
}

/**
 * The same with a weight for each value: not negative, and not all 0. A weight of 0 removes its value, but n and m
 * count it. A value that is missing is dropped with its weight.
 *
 * @throws RangeError for weights of another length than the values
 */
export function weightedWasserstein(reference: WeightedSample, current: WeightedSample): Wasserstein {
  const [x, y] = [weighted(reference), weighted(current)];
  if (x.points.length === 0 || y.points.length === 0) return insufficientData(1, 0);
  const points = [...x.points, ...y.points];
  if (!points.every(({ value }) => Number.isFinite(value))) return notFinite;
  if (!points.every(({ weight }) => weight >= 0 && weight < Infinity)) {
    return { ok: false, reason: 'invalidCounts', detail: 'Weights are finite and not negative.' };
  }
  if (x.total === 0 || y.total === 0) return { ok: false, reason: 'zeroDenominator', detail: 'All weights are 0.' };
  const steps = [
    ...x.points.map(({ value, weight }) => ({ value, step: weight / x.total })),
    ...y.points.map(({ value, weight }) => ({ value, step: -weight / y.total })),
  ].sort((a, b) => a.value - b.value);
  let [w1, difference] = [0, 0];
  for (const [index, { value, step }] of steps.entries()) {
    if (index > 0) w1 += moved((steps[index - 1] as { value: number }).value, value, Math.abs(difference));
    difference += step;
  }
  const [n, m] = [x.points.length, y.points.length];
  return describe({ w1, referenceStd: weightedStd(x), n, m, dropped: x.dropped + y.dropped });
}

export interface WeightedSample {
  readonly values: NumericColumn;
  readonly weights: ArrayLike<number>;
}

type Described = Exclude<Wasserstein, NoResult>;

const notFinite: NoResult = {
  ok: false,
  reason: 'nonFinite',
  detail: 'A distance to infinity is no number: drop or clip infinite values first.',
};

const describe = ({ w1, referenceStd, ...rest }: Omit<Described, 'ok' | 'w1OverStd' | 'warnings'>): Described => ({
  ok: true,
  w1,
  referenceStd,
  w1OverStd: overStd(w1, referenceStd),
  ...rest,
  warnings: referenceStd === 0 ? ['constantReference'] : [],
});

export const overStd = (w1: number, std: number): number => (w1 === 0 ? 0 : w1 / std);

/** Sum of |i m - j n| (next value - value) over the points of both samples, over n m. */
function sortedDistance(x: Float64Array, y: Float64Array): number {
  const [n, m] = [x.length, y.length];
  const cells = n * m;
  let [i, j, sum] = [0, 0, 0];
  let previous = Math.min(x[0] as number, y[0] as number);
  while (i < n || j < m) {
    const fromX = j >= m || (i < n && (x[i] as number) <= (y[j] as number));
    const value = (fromX ? x[i] : y[j]) as number;
    const share = Math.abs(i * m - j * n) / cells;
    sum += value - previous < Infinity ? (value - previous) * share : moved(previous, value, share);
    if (fromX) i += 1;
    else j += 1;
    previous = value;
  }
  return sum;
}

/** (to - from) share, where the difference alone may overflow. */
const moved = (from: number, to: number, share: number): number =>
  to - from < Infinity ? (to - from) * share : to * share - from * share;

/** The population standard deviation of finite values, scaled so that squares neither overflow nor vanish. */
export function populationStd(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || (largest < 1e150 && largest > 1e-130)) return Math.sqrt(populationVariance(momentsOf(values)));
  return Math.sqrt(populationVariance(momentsOf(values.map((value) => value / largest)))) * largest;
}

interface WeightedPoints {
  readonly points: readonly { readonly value: number; readonly weight: number }[];
  readonly total: number;
  readonly dropped: number;
}

function weighted({ values, weights }: WeightedSample): WeightedPoints {
  if (values.length !== weights.length) {
    throw new RangeError(`Each value has a weight, got ${weights.length} for ${values.length}.`);
  }
  const numbers = numbersOf(values);
  const points = Array.from(numbers, (value, index) => ({ value, weight: weights[index] as number }));
  const present = points.filter(({ value }) => !Number.isNaN(value));
  const total = present.reduce((sum, { weight }) => sum + weight, 0);
  return { points: present, total, dropped: points.length - present.length };
}

function weightedStd({ points, total }: WeightedPoints): number {
  const used = points.filter(({ weight }) => weight > 0);
  const shift = used[0]?.value ?? 0;
  const mean = used.reduce((sum, { value, weight }) => sum + (value - shift) * (weight / total), 0);
  return Math.sqrt(used.reduce((sum, { value, weight }) => sum + (value - shift - mean) ** 2 * (weight / total), 0));
}
