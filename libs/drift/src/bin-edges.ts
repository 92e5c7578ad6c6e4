import { quantile } from '@harper-edge/stats';

/**
 * - `quantile`: type-7 quantiles at k / bins, k = 1 ... bins - 1: heavy tails do no harm.
 * - `width`: min + (max - min) k / bins; the single edge min for a constant.
 */
export type Binning = 'quantile' | 'width';

const edgesBy = {
  quantile: (sorted, bins) => inner(bins, (k) => quantile(sorted, k / bins)),
  width: (sorted, bins) => {
    const finite = sorted.filter(Number.isFinite);
    const [min, max] = [finite[0] ?? Number.NaN, finite[finite.length - 1] ?? Number.NaN];
    if (min === max) return [min];
    const span = max - min;
    // The whole range of doubles has no finite span.
    return inner(bins, (k) => (span < Infinity ? min + (span * k) / bins : min + (max / bins - min / bins) * k));
  },
} as const satisfies Record<Binning, (sorted: Float64Array, bins: number) => number[]>;

const inner = (bins: number, edge: (k: number) => number): number[] =>
  Array.from({ length: bins - 1 }, (_, index) => edge(index + 1));

/**
 * Edges of bins (-inf, e1], (e1, e2], ..., (eLast, inf), from the reference only. Ascending, finite and without
 * duplicates, so there may be fewer than bins - 1. Infinite values lie in the outer bins.
 *
 * @param sorted the values of the reference, ascending
 * @throws RangeError unless `bins` is a whole number from 1 on
 */
export function binEdges(sorted: Float64Array, bins: number, binning: Binning = 'quantile'): number[] {
  if (!Number.isSafeInteger(bins) || bins < 1) throw new RangeError(`Bins are a whole number from 1 on, got ${bins}.`);
  if (sorted.length === 0) return [];
  const edges = edgesBy[binning](sorted, bins).filter(Number.isFinite);
  return edges.filter((edge, index) => index === 0 || edge > (edges[index - 1] as number));
}
