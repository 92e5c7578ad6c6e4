import type { WeightedDocument } from './documents.ts';

/** A symmetric matrix of which few entries are not 0: those of row i stand from `starts[i]` on, up to `starts[i + 1]`. */
export interface SparseSymmetric {
  readonly size: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/**
 * How much more often two words occur in one text than chance would have it: max(0, ln(p(i, j) / (p(i) p(j)))), the positive
 * pointwise mutual information (Church and Hanks, Computational Linguistics 16 (1990), p. 22). A text of n different words
 * gives weight / n to each of its n^2 pairs, so that a long one counts as much as a short one for each of its words.
 */
export function positiveInformation(
  documents: readonly WeightedDocument[],
  ids: ReadonlyMap<string, number>,
): SparseSymmetric {
  const together = Array.from({ length: ids.size }, () => new Map<number, number>());
  for (const { words, weight } of documents) {
    const members = new Set(words.map((word) => ids.get(word)).filter((id) => id !== undefined));
    for (const first of members) {
      const row = together[first] as Map<number, number>;
      for (const second of members) row.set(second, (row.get(second) ?? 0) + weight / members.size);
    }
  }
  const sums = together.map((row) => [...row.values()].reduce((sum, value) => sum + value, 0));
  const total = sums.reduce((sum, value) => sum + value, 0);
  const rows = together.map((row, first) =>
    [...row]
      .map(([second, share]) => {
        const chance = ((sums[first] as number) * (sums[second] as number)) / total;
        return [second, Math.log(share / chance)] as const;
      })
      .filter(([, information]) => information > 0),
  );
  return toSparse(rows);
}

function toSparse(rows: readonly (readonly (readonly [number, number])[])[]): SparseSymmetric {
  const starts = new Int32Array(rows.length + 1);
  for (const [row, entries] of rows.entries()) starts[row + 1] = (starts[row] as number) + entries.length;
  const entries = rows.flat();
  return {
    size: rows.length,
    starts,
    columns: Int32Array.from(entries, ([column]) => column),
    values: Float64Array.from(entries, ([, value]) => value),
  };
}
