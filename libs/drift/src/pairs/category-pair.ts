import type { CountPair } from '../count-pair.ts';
import type { CategoryCounts } from '../profile/profile.ts';
import { totalCount } from '../profile/profile.ts';

/** Counts of both sides with the name of each place; `other` is undefined, or holds what was counted together. */
export interface LabelledCounts extends CountPair {
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly labels: readonly string[];
  /** How many categories the last place holds that have none of their own. */
  readonly pooled: number;
}

/** With more categories than this, those rare in the reference are counted together. */
const poolAbove = 50;
const rareShare = 0.005;

/**
 * The counts of the categories of both sides, the most frequent of the reference first. Among more than 50, those with
 * less than 0.5 % of the reference share the last place, `(other)`, with everything that was not listed.
 */
export function categoryPair(reference: CategoryCounts, current: CategoryCounts): LabelledCounts {
  const [before, now] = [new Map(reference.listed), new Map(current.listed)];
  const labels = [...new Set([...before.keys(), ...now.keys()])];
  const n = totalCount(reference);
  const isRare = (label: string): boolean => labels.length > poolAbove && (before.get(label) ?? 0) < rareShare * n;
  // What the reference has not listed may have been among its unlisted categories.
  const isUnknown = (label: string): boolean => reference.unlisted > 0 && !before.has(label);
  const kept = labels.filter((label) => !isRare(label) && !isUnknown(label));
  const other = (side: ReadonlyMap<string, number>, total: number): number =>
    total - kept.reduce((sum, label) => sum + (side.get(label) ?? 0), 0);
  const rest = [other(before, n), other(now, totalCount(current))] as const;
  const hasOther = rest[0] + rest[1] > 0;
  const countsOf = (side: ReadonlyMap<string, number>): number[] => kept.map((label) => side.get(label) ?? 0);
  return {
    labels: hasOther ? [...kept, '(other)'] : kept,
    reference: hasOther ? [...countsOf(before), rest[0]] : countsOf(before),
    current: hasOther ? [...countsOf(now), rest[1]] : countsOf(now),
    pooled: labels.length - kept.length,
  };
}
