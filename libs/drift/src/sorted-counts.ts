/** Counts of ascending values on edges: in each bin, and of those how many equal its upper edge. O(edges log n). */
export function sortedCounts(sorted: Float64Array, edges: readonly number[]): { counts: number[]; atEdge: number[] } {
  const counts: number[] = [];
  const atEdge: number[] = [];
  let from = 0;
  for (const edge of edges) {
    const [below, upTo] = [firstFrom(sorted, edge, false), firstFrom(sorted, edge, true)];
    counts.push(upTo - from);
    atEdge.push(upTo - below);
    from = upTo;
  }
  counts.push(sorted.length - from);
  return { counts, atEdge };
}

/** How many values are smaller than the edge, or not larger. */
function firstFrom(sorted: Float64Array, edge: number, inclusive: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle] as number;
    if (value < edge || (inclusive && value === edge)) low = middle + 1;
    else high = middle;
  }
  return low;
}
