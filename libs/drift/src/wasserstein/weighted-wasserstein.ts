import { insufficientData } from '../drift-test-result.ts';
import { type NumericColumn, numbersOf } from '../sorted-sample.ts';
import { distanceOf, notFinite, type Wasserstein } from './distance.ts';
import { moved } from './moved.ts';

/**
 * `wasserstein` with a weight for each value: not negative, and not all 0. A weight of 0 removes its value, but n and m
 * count it. A value that is missing is dropped with its weight.
 *
 * @throws RangeError for weights of another length than the values
 */
export function weightedWasserstein(reference: WeightedSample, current: WeightedSample): Wasserstein {
  const [x, y] = [weighted(reference), weighted(current)];
  if (x.points.length === 0 || y.points.length === 0) return insufficientData(1, 0);
  const points = [...x.points, ...y.points];
  if (!points.every(({ value }) => Number.isFinite(value))) return notFinite;
  if (!points.every(({ weight }) => weight >= 0) || !(x.total + y.total < Infinity)) {
    return { ok: false, reason: 'invalidCounts', detail: 'Weights are not negative, and their sum is finite.' };
  }
  if (x.total === 0 || y.total === 0) return { ok: false, reason: 'zeroDenominator', detail: 'All weights are 0.' };
  const steps = [
    ...x.points.map(({ value, weight }) => ({ value, ofX: weight, ofY: 0 })),
    ...y.points.map(({ value, weight }) => ({ value, ofX: 0, ofY: weight })),
  ].sort((a, b) => a.value - b.value);
  // Sums of the weights themselves, not of shares: whole numbers stay exact, so equal parts cancel before a wide gap.
  let [w1, sumX, sumY] = [0, 0, 0];
  for (const [index, { value, ofX, ofY }] of steps.entries()) {
    const [first, second] = [sumX * y.total, sumY * x.total];
    const isInRange = first + second > 1e-290 && first + second < Infinity;
    const share = isInRange ? (first - second) / x.total / y.total : sumX / x.total - sumY / y.total;
    if (index > 0) w1 += moved((steps[index - 1] as { value: number }).value, value, Math.abs(share));
    sumX += ofX;
    sumY += ofY;
  }
  const [n, m] = [x.points.length, y.points.length];
  return distanceOf({ w1, referenceStd: weightedStd(x), n, m, dropped: x.dropped + y.dropped });
}

export interface WeightedSample {
  readonly values: NumericColumn;
  readonly weights: ArrayLike<number>;
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
