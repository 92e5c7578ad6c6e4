/**
 * The quantile at `probability` in [0, 1] of values sorted ascending: linear interpolation between the two nearest order
 * statistics, type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), the default of R and NumPy.
 * NaN for no values.
 *
 * @example quantile([1, 2, 3, 4], 0.5) // 2.5
 */
export function quantile(sorted: readonly number[] | Float64Array, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const lower = sorted[Math.floor(position)];
  const upper = sorted[Math.ceil(position)];
  if (lower === undefined || upper === undefined) return Number.NaN;
  return lower + (upper - lower) * (position - Math.floor(position));
}
