import { insufficientData, type NoResult } from './drift-test-result.ts';

/** How often each category, level or bin occurs in the reference and in the current data, in the same order. */
export interface CountPair {
  readonly reference: ArrayLike<number>;
  readonly current: ArrayLike<number>;
}

export interface Totals {
  readonly ok: true;
  readonly n: number;
  readonly m: number;
}

/**
 * The sums of both sides. Weights are allowed where a distance takes them: counts need not be whole.
 *
 * @throws RangeError for unequal lengths
 */
export function totalsOf({ reference, current }: CountPair): Totals | NoResult {
  if (reference.length !== current.length) {
    throw new RangeError(`Both sides count the same categories, got ${reference.length} and ${current.length}.`);
  }
  const [n, m] = [totalOf(reference), totalOf(current)];
  if (Number.isNaN(n) || Number.isNaN(m)) {
    return { ok: false, reason: 'invalidCounts', detail: 'Counts are finite numbers that are not negative.' };
  }
  return n === 0 || m === 0 ? insufficientData(1, 0) : { ok: true, n, m };
}

/** NaN where a count is not one, or the sum of all overflows. */
function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index] as number;
    if (!(count >= 0 && count < Infinity)) return Number.NaN;
    total += count;
  }
  return total < Infinity ? total : Number.NaN;
}

/** One category: its shares p of the reference and q of the current data, and p - q with as little rounding as can be. */
export interface Shares {
  readonly p: number;
  readonly q: number;
  readonly difference: number;
}

/** Adds up a function of the shares of every category. */
export function sumOverShares(pair: CountPair, { n, m }: Totals, term: (shares: Shares) => number): number {
  let sum = 0;
  for (let index = 0; index < pair.reference.length; index += 1) {
    const [r, c] = [pair.reference[index] as number, pair.current[index] as number];
    const [p, q] = [r / n, c / m];
    const [first, second] = [r * m, c * n];
    const isInRange = first + second > 1e-290 && first + second < Infinity;
    // Over the common denominator, where it is a number: whole numbers below 2^53 lose nothing before the division.
    sum += term({ p, q, difference: isInRange ? (first - second) / n / m : p - q });
  }
  return sum;
}
