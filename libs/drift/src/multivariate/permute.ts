import { createRandomGenerator, type RandomGenerator } from '@harper-edge/stats';

/**
 * A statistic of random relabellings of two samples.
 *
 * @param statistic of the positions that stand for the second sample; they come in no order
 */
export function permute(
  statistic: (chosen: Uint32Array) => number,
  { total, size, seed, permutations }: Relabelling,
): Float64Array {
  const rng = createRandomGenerator(seed);
  const positions = Uint32Array.from({ length: total }, (_, at) => at);
  return new Float64Array(permutations).map(() => {
    shuffle(positions, size, rng);
    return statistic(positions.subarray(0, size));
  });
}

interface Relabelling {
  readonly total: number;
  /** Of the second sample. */
  readonly size: number;
  readonly seed: number;
  readonly permutations: number;
}

/**
 * The share of the values that are at least the observed one, which is counted among them: a valid p-value. Phipson and
 * Smyth, "Permutation P-values Should Never Be Zero", SAGMB 9 (2010).
 */
export function permutationP(values: Float64Array, observed: number): number {
  // Equal up to rounding counts as equal.
  const least = observed - 1e-12 * Math.abs(observed);
  return (1 + values.reduce((sum, value) => sum + Number(value >= least), 0)) / (1 + values.length);
}

/** Puts a random choice of `size` items first, by the first steps of Fisher and Yates' shuffle. */
export function shuffle(items: Uint32Array, size: number, rng: RandomGenerator): void {
  for (let at = 0; at < size; at += 1) {
    const other = at + rng.nextInteger(items.length - at);
    const item = items[at] as number;
    items[at] = items[other] as number;
    items[other] = item;
  }
}
