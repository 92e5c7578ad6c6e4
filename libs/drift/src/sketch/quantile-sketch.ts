import { emptyMoments, mergeMoments, type Moments } from '@harper-edge/stats';
import { createLevels, type LevelsSnapshot, smallestCapacity } from './sketch-levels.ts';

/** A sketch as plain JSON. */
export interface QuantileSketchSnapshot extends LevelsSnapshot {
  readonly k: number;
  readonly seed: number;
  /** Count and moments of the finite values, up to rounding; null if there are none. */
  readonly moments: Moments | null;
  readonly missing: number;
  readonly positiveInfinities: number;
  readonly negativeInfinities: number;
}

export interface QuantileSketch {
  /** Count one value; infinite ones apart, NaN as missing. */
  add(value: number): void;
  addAll(values: ArrayLike<number>): void;
  /** Add the values of another sketch of the same k. Within the error bound, whatever the split and the order. */
  merge(other: QuantileSketchSnapshot): void;
  toJSON(): QuantileSketchSnapshot;
}

/**
 * A mergeable sketch of the distribution of any numbers, in a few thousand of them, for when there is no reference that
 * could fix the edges of a histogram: KLL of Karnin, Lang and Liberty, "Optimal Quantile Approximation in Streams"
 * (FOCS 2016). A full level is sorted, and every second value moves up, from the first or the second by a coin that the
 * seed determines. At k = 2048 the share of values up to any x is known within 0.3 %: see `sketchRankError`.
 *
 * @param options `seed`: a whole number, another one for each sketch that will be merged, since equal coins would let
 *   errors add up; `k`: values kept on the largest level, even, from 64 on, default 2048
 * @throws RangeError for options outside their range and, from `merge`, for a sketch of another k
 * @example
 * const sketch = createQuantileSketch({ seed: 1 });
 * sketch.addAll(latencies);
 * sketchQuantile(sketch.toJSON(), 0.95);
 */
export function createQuantileSketch({
  seed,
  k = 2048,
}: {
  readonly seed: number;
  readonly k?: number;
}): QuantileSketch {
  if (!Number.isSafeInteger(k) || k < smallestCapacity || k % 2 !== 0) {
    throw new RangeError(`k is an even number from ${smallestCapacity} on, got ${k}.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`A seed is a whole number from 0 on, got ${seed}.`);
  const levels = createLevels({ seed, k });
  const counts = { missing: 0, positiveInfinities: 0, negativeInfinities: 0 };
  let moments: Mutable<Moments> = { ...emptyMoments };
  const add = (value: number): void => {
    if (Number.isFinite(value)) {
      include(moments, value);
      levels.add(value);
    } else if (Number.isNaN(value)) counts.missing += 1;
    else counts[value > 0 ? 'positiveInfinities' : 'negativeInfinities'] += 1;
  };
  return {
    add,
    addAll: (values) => {
      for (let index = 0; index < values.length; index += 1) add(values[index] as number);
    },
    merge: (other) => {
      if (other.k !== k) throw new RangeError(`Sketches merge if k is equal, got ${other.k} and ${k}.`);
      levels.merge(other);
      if (other.moments !== null) moments = { ...mergeMoments(moments, other.moments) };
      for (const key of ['missing', 'positiveInfinities', 'negativeInfinities'] as const) counts[key] += other[key];
    },
    toJSON: () => ({ k, seed, ...levels.toJSON(), moments: moments.n === 0 ? null : { ...moments }, ...counts }),
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Welford's update: `mergeMoments` with a single value, in place. */
function include(moments: Mutable<Moments>, value: number): void {
  const before = moments.n;
  moments.n += 1;
  const difference = value - moments.mean;
  const step = difference / moments.n;
  const growth = difference * step * before;
  moments.mean += step;
  moments.m3 += growth * step * (moments.n - 2) - 3 * step * moments.m2;
  moments.m2 += growth;
  if (value < moments.min) moments.min = value;
  if (value > moments.max) moments.max = value;
}
