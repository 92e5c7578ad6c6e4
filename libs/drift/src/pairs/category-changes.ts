import { binomialSf } from '@harper-edge/stats';
import { type CategoryCounts, totalCount } from '../profile/profile.ts';

export interface CategoryChange {
  readonly category: string;
  /** How often it occurs on the side that has it. */
  readonly count: number;
  /**
   * P(at least that many) if its true share were 3 / n, the most that a category unseen among n values may plausibly
   * have (the rule of three): a small one says that the other side would have shown it.
   */
  readonly pValue: number;
}

export interface CategoryChanges {
  /** In the current data only, the most frequent first. Empty where the baseline does not list all of its categories. */
  readonly newCategories: readonly CategoryChange[];
  /** In the reference only. Empty where the current profile does not list all of its categories. */
  readonly vanishedCategories: readonly CategoryChange[];
}

/** The categories that one side has and the other has not. */
export function categoryChanges(reference: CategoryCounts, current: CategoryCounts): CategoryChanges {
  return { newCategories: onlyIn(current, reference), vanishedCategories: onlyIn(reference, current) };
}

function onlyIn(side: CategoryCounts, other: CategoryCounts): CategoryChange[] {
  const [n, m] = [totalCount(other), totalCount(side)];
  if (other.unlisted > 0 || n === 0) return [];
  const known = new Set(other.listed.map(([category]) => category));
  return side.listed
    .filter(([category]) => !known.has(category))
    .map(([category, count]) => ({ category, count, pValue: binomialSf(count - 1, m, Math.min(1, 3 / n)) }));
}
