/**
 * The quantile at `probability` in [0, 1] of values sorted ascending: with h = (n - 1) p and i = floor(h), the value
 * s[i] + (h - i)(s[i + 1] - s[i]). This is type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages",
 * The American Statistician 50 (1996), p. 363: the default of R and NumPy. The operations are done in the written order,
 * so that the same data gives the same bits everywhere. Infinite values are allowed; NaN for no values. O(1).
 *
 * @throws RangeError for a probability outside [0, 1]
 * @example quantile([1, 2, 3, 4], 0.5) // 2.5
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`A quantile needs a probability in [0, 1], got ${probability}.`);
  }
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * probability;
  const index = Math.floor(position);
  const lower = sorted[index] as number;
  const upper = sorted[Math.min(index + 1, sorted.length - 1)] as number;
  // Equal neighbours may be infinite, and their difference NaN.
  return position === index || lower === upper ? lower : lower + (position - index) * (upper - lower);
}

/** The quantile at 0.5 of values sorted ascending: the middle value, or half-way between the middle two. */
export const median = (sorted: ArrayLike<number>): number => quantile(sorted, 0.5);
