import { normalCdf, normalQuantile } from './distributions/normal.ts';
import { median, quantile } from './quantile.ts';
import { createRandomGenerator, type RandomGenerator } from './random-generator.ts';

export interface BootstrapOptions {
  /** Determines the resamples entirely: a whole number in [0, 2^53). */
  readonly seed: number;
  /** Number of resamples, at least 2. Default 2000. */
  readonly resamples?: number;
  /** Coverage of the interval, in (0, 1). Default 0.95. */
  readonly level?: number;
  /** `bca` corrects for bias and skewness, `percentile` takes the quantiles of the resamples. Default `bca`. */
  readonly method?: 'bca' | 'percentile';
}

export type BootstrapInterval =
  | {
      readonly ok: true;
      /** The statistic of the samples themselves. */
      readonly estimate: number;
      readonly lower: number;
      readonly upper: number;
      /** Standard deviation of the statistic over the resamples. */
      readonly standardError: number;
      /** The method used: `percentile` also where BCa is not defined, as when all resamples lie on one side. */
      readonly method: 'bca' | 'percentile';
    }
  | { readonly ok: false; readonly reason: 'insufficientData'; readonly needed: number; readonly received: number }
  /** The statistic was not a finite number on the samples or on a resample, as a ratio whose denominator is 0. */
  | { readonly ok: false; readonly reason: 'nonFinite' };

/** A function of independent samples, each given sorted ascending, in which the order of the values plays no part. */
type Statistic = (samples: readonly Float64Array[]) => number;

/**
 * A confidence interval for any statistic of one or more independent samples, by resampling each with replacement:
 * percentile, or BCa (bias-corrected and accelerated, with the acceleration of the jackknife over all observations).
 * Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 14; for several samples DiCiccio and Efron,
 * "Bootstrap Confidence Intervals", Statistical Science 11 (1996), p. 189. The statistic is called once per resample,
 * and for BCa once per value; drawing is O(n) and sorts nothing.
 *
 * @throws RangeError for no sample, a value that is not finite, or an option outside its range
 * @example
 * bootstrapInterval([latenciesMs], ([sorted]) => quantile(sorted, 0.95), { seed: 1 })
 */
export function bootstrapInterval(
  samples: readonly ArrayLike<number>[],
  statistic: Statistic,
  options: BootstrapOptions,
): BootstrapInterval {
  const { seed, resamples = 2000, level = 0.95, method = 'bca' } = options;
  if (samples.length === 0) throw new RangeError('A bootstrap needs at least one sample, got none.');
  if (!Number.isInteger(resamples) || resamples < 2) {
    throw new RangeError(`A bootstrap needs a whole number of at least 2 resamples, got ${resamples}.`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`A level lies in (0, 1), got ${level}.`);
  const sorted = samples.map(sortedFinite);
  const received = Math.min(...sorted.map(({ length }) => length));
  if (received < 2) return { ok: false, reason: 'insufficientData', needed: 2, received };

  const estimate = statistic(sorted);
  const replicates = replicate(sorted, statistic, { resamples, rng: createRandomGenerator(seed) });
  if (!Number.isFinite(estimate) || !replicates.every(Number.isFinite)) return { ok: false, reason: 'nonFinite' };
  const standardError = standardDeviation(replicates);
  replicates.sort();
  const tail = (1 - level) / 2;
  const corrected =
    method === 'bca'
      ? bcaProbabilities(tail, biasOf(replicates, estimate), accelerationOf(sorted, statistic))
      : undefined;
  const [low, high] = corrected ?? [tail, 1 - tail];
  return {
    ok: true,
    estimate,
    lower: quantile(replicates, low),
    upper: quantile(replicates, high),
    standardError,
    method: corrected === undefined ? 'percentile' : 'bca',
  };
}

/**
 * A confidence interval for median(numerator) / median(denominator) of two independent samples, such as the times of
 * two implementations of one thing: `bootstrapInterval` with that ratio.
 *
 * @example ratioOfMediansInterval(oursMs, theirsMs, { seed: 1 }) // { ok: true, estimate: 0.43, lower: 0.41, upper: 0.44, … }
 */
export function ratioOfMediansInterval(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  options: BootstrapOptions,
): BootstrapInterval {
  const ratio: Statistic = (samples) => median(samples[0] ?? []) / median(samples[1] ?? []);
  return bootstrapInterval([numerator, denominator], ratio, options);
}

function sortedFinite(sample: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(sample);
  const wrong = sorted.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`A bootstrap needs finite numbers, got ${wrong}.`);
  return sorted.sort();
}

function replicate(
  sorted: readonly Float64Array[],
  statistic: Statistic,
  { resamples, rng }: { resamples: number; rng: RandomGenerator },
): Float64Array {
  const drawn = sorted.map(({ length }) => new Float64Array(length));
  const counts = sorted.map(({ length }) => new Uint32Array(length));
  const replicates = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    for (const [index, sample] of sorted.entries()) {
      drawSorted(sample, { rng, into: drawn[index] as Float64Array, counts: counts[index] as Uint32Array });
    }
    replicates[resample] = statistic(drawn);
  }
  return replicates;
}

/** Draws with replacement how often each value comes, then writes them out in order: sorted without sorting. */
function drawSorted(
  sample: Float64Array,
  { rng, into, counts }: { rng: RandomGenerator; into: Float64Array; counts: Uint32Array },
): void {
  counts.fill(0);
  for (let draw = 0; draw < sample.length; draw += 1) {
    const index = rng.nextInteger(sample.length);
    counts[index] = (counts[index] as number) + 1;
  }
  let next = 0;
  for (const [index, value] of sample.entries()) {
    for (let left = counts[index] as number; left > 0; left -= 1) {
      into[next] = value;
      next += 1;
    }
  }
}

function standardDeviation(replicates: Float64Array): number {
  const mean = replicates.reduce((sum, value) => sum + value / replicates.length, 0);
  const squares = replicates.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (replicates.length - 1));
}

/** z0: the normal quantile of the share of resamples below the estimate, those equal to it counted half. */
function biasOf(sortedReplicates: Float64Array, estimate: number): number {
  let below = 0;
  for (const value of sortedReplicates) below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  return normalQuantile(below / sortedReplicates.length);
}

/** Sum over the samples of the third central moments of the jackknife values, over 6 (sum of the second)^(3/2). */
function accelerationOf(sorted: readonly Float64Array[], statistic: Statistic): number {
  let [squares, cubes] = [0, 0];
  for (const [index, sample] of sorted.entries()) {
    const n = sample.length;
    // Leaving out the next value instead of this one changes one place of a sorted sample.
    const rest = sample.slice(1);
    const samples = sorted.with(index, rest);
    const values = new Float64Array(n);
    for (let left = 0; left < n; left += 1) {
      if (left > 0) rest[left - 1] = sample[left - 1] as number;
      values[left] = statistic(samples);
    }
    const mean = values.reduce((sum, value) => sum + value / n, 0);
    for (const value of values) {
      const influence = ((n - 1) * (mean - value)) / n;
      squares += influence ** 2;
      cubes += influence ** 3;
    }
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function bcaProbabilities(tail: number, bias: number, acceleration: number): readonly [number, number] | undefined {
  if (!Number.isFinite(bias) || !Number.isFinite(acceleration)) return undefined;
  const corrected = [tail, 1 - tail].map((probability) => {
    const z = bias + normalQuantile(probability);
    const denominator = 1 - acceleration * z;
    return denominator > 0 ? normalCdf(bias + z / denominator) : Number.NaN;
  });
  const [low = Number.NaN, high = Number.NaN] = corrected;
  return low < high ? [low, high] : undefined;
}
