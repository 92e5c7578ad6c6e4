import type { CategoryCounts } from './profile.ts';

export interface CategoryCounter {
  /** Count a category once, or as often as said. */
  add(category: string, count?: number): void;
  merge(other: CategoryCounts): void;
  toJSON(): CategoryCounts;
}

/**
 * Counts categories exactly: those `known` always, of others the first `most` different ones; what comes after is
 * counted together. So a column of identifiers does not fill the memory, and up to that many any order gives the same.
 */
export function createCategoryCounter(known: readonly string[], most: number): CategoryCounter {
  const counts = new Map<string, number>(known.map((category) => [category, 0]));
  const limit = known.length + most;
  let unlisted = 0;
  const add = (category: string, count = 1): void => {
    const before = counts.get(category);
    if (before !== undefined || counts.size < limit) counts.set(category, (before ?? 0) + count);
    else unlisted += count;
  };
  return {
    add,
    merge: (other) => {
      for (const [category, count] of other.listed) add(category, count);
      unlisted += other.unlisted;
    },
    toJSON: () => ({
      listed: [...counts].filter(([, count]) => count > 0).sort(byCount),
      unlisted,
    }),
  };
}

/** The most frequent first, equally frequent ones by name: the order of arrival leaves no trace. */
const byCount = ([a, first]: readonly [string, number], [b, second]: readonly [string, number]): number =>
  second - first || (a < b ? -1 : Number(a > b));
