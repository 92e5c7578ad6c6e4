import { countBelow } from './count-below.ts';

/**
 * Exact counts of values on fixed edges. With e[1] < ... < e[k] the bins are (-inf, e[1]], (e[1], e[2]], ...,
 * (e[k], inf): the bin of a value is the number of edges strictly smaller. `atEdge[i]` of the values in bin i equal its
 * upper edge, so the empirical distribution function is known exactly on both sides of every edge.
 */
export interface HistogramSnapshot {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly atEdge: readonly number[];
  /** How many NaN came: they are missing values and in no bin. */
  readonly missing: number;
}

export interface Histogram {
  /** Count one value: infinite ones in the outer bins, NaN as missing. */
  add(value: number): void;
  /** Count many values: the fast way. */
  addAll(values: ArrayLike<number>): void;
  /** Add the counts of a histogram on the same edges. Exact, whatever the split and the order. */
  merge(other: HistogramSnapshot): void;
  toJSON(): HistogramSnapshot;
}

/**
 * A mergeable histogram on edges that ascend strictly; equal data give equal histograms, however it was split and
 * merged. O(log k) a value by binary search. Counts are exact up to 2^53.
 *
 * @throws RangeError for edges that are not finite or do not ascend, and from `merge` for other edges or wrong counts
 * @example
 * const histogram = createHistogram([0, 10]);
 * histogram.addAll([-5, 0, 3, 99]);
 * histogram.toJSON().counts // [2, 1, 1]
 */
export function createHistogram(edges: ArrayLike<number>): Histogram {
  const cuts = Float64Array.from(edges);
  checkEdges(cuts);
  const counts = new Float64Array(cuts.length + 1);
  const atEdge = new Float64Array(cuts.length);
  let missing = 0;
  const add = (value: number): void => {
    if (Number.isNaN(value)) {
      missing += 1;
      return;
    }
    const bin = countBelow(cuts, value);
    counts[bin] = (counts[bin] as number) + 1;
    if (cuts[bin] === value) atEdge[bin] = (atEdge[bin] as number) + 1;
  };
  return {
    add,
    addAll: (values) => {
      for (let index = 0; index < values.length; index += 1) add(values[index] as number);
    },
    merge: (other) => {
      if (other.edges.length !== cuts.length || other.edges.some((edge, index) => edge !== cuts[index])) {
        throw new RangeError('Histograms merge on equal edges only, and these differ.');
      }
      checkCounts(other);
      for (const [bin, count] of other.counts.entries()) counts[bin] = (counts[bin] as number) + count;
      for (const [edge, count] of other.atEdge.entries()) atEdge[edge] = (atEdge[edge] as number) + count;
      missing += other.missing;
    },
    toJSON: () => ({ edges: [...cuts], counts: [...counts], atEdge: [...atEdge], missing }),
  };
}

function checkEdges(edges: Float64Array): void {
  for (const [index, edge] of edges.entries()) {
    if (!Number.isFinite(edge) || (index > 0 && edge <= (edges[index - 1] as number))) {
      throw new RangeError(`Edges are finite and ascend strictly, got ${edge} at index ${index}.`);
    }
  }
}

function checkCounts({ edges, counts, atEdge, missing }: HistogramSnapshot): void {
  const wrong = [...counts, ...atEdge, missing].find((count) => !Number.isSafeInteger(count) || count < 0);
  if (wrong !== undefined) throw new RangeError(`A count is a whole number that is not negative, got ${wrong}.`);
  if (counts.length !== edges.length + 1 || atEdge.length !== edges.length) {
    throw new RangeError(`${edges.length} edges make one bin more, got ${counts.length} bins.`);
  }
  const above = atEdge.findIndex((count, index) => count > (counts[index] ?? 0));
  if (above >= 0) throw new RangeError(`No more values lie on an edge than in its bin, but bin ${above} says so.`);
}
