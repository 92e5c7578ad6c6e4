import { populationVariance } from '@harper-edge/stats';
import { numericColumn, type DataTable } from '../profile/data-table.ts';
import { collectColumn } from '../profile/profile-column.ts';
import {
  type CategoryCounts,
  type ColumnProfile,
  missingIn,
  type NumericProfile,
  presentIn,
  type Profile,
} from '../profile/profile.ts';
import { sortedCounts } from '../sorted-counts.ts';
import { sortSample, type SortedSample } from '../sorted-sample.ts';
import type { LabelledCounts } from './category-pair.ts';
import { binnedNumbers, exactNumbers, type NumberPair } from './number-pair.ts';

/** One column of the reference and of the current data, as the tests take it. */
export interface ColumnPair {
  readonly name: string;
  readonly present: { readonly reference: number; readonly current: number };
  readonly missing: { readonly reference: number; readonly current: number };
  /** Counts in bins, of a numeric column that has more than a few different values. */
  readonly bins?: LabelledCounts;
  /** Counts of categories, or of the few different values of a numeric column. */
  readonly categories?: { readonly reference: CategoryCounts; readonly current: CategoryCounts };
  readonly numbers?: NumberPair;
}

/** The pair of a column's baseline and its current values: exact between the edges where the sorted sample is given. */
export function columnPair(baseline: ColumnProfile, current: DataTable, sample: SortedSample | undefined): ColumnPair {
  if (sample !== undefined && baseline.type === 'numeric' && baseline.levels === null) {
    return samplePair(baseline, sample, sortSample(numericColumn(current, baseline.name)));
  }
  const collector = collectColumn(baseline);
  collector.add(current);
  return profilePair(baseline, collector.toJSON());
}

/** @throws RangeError for a profile without the column, or with one of another type or on other edges */
export function profileColumnPair(baseline: ColumnProfile, current: Profile): ColumnPair {
  const column = current.columns.find(({ name }) => name === baseline.name);
  if (column === undefined) throw new RangeError(`The profile has no column "${baseline.name}".`);
  return profilePair(baseline, column);
}

function samplePair(baseline: NumericProfile, reference: SortedSample, current: SortedSample): ColumnPair {
  const countsIn = ({ sorted }: SortedSample): number[] => sortedCounts(sorted, baseline.binEdges).counts;
  const { moments } = baseline;
  const std = moments?.n === reference.sorted.length ? Math.sqrt(populationVariance(moments)) : undefined;
  return {
    name: baseline.name,
    present: { reference: reference.sorted.length, current: current.sorted.length },
    missing: { reference: reference.dropped, current: current.dropped },
    bins: binLabels(baseline.binEdges, countsIn(reference), countsIn(current)),
    numbers: exactNumbers(reference, current, std),
  };
}

function profilePair(baseline: ColumnProfile, current: ColumnProfile): ColumnPair {
  const sizes = {
    name: baseline.name,
    present: { reference: presentIn(baseline), current: presentIn(current) },
    missing: { reference: missingIn(baseline), current: missingIn(current) },
  };
  if (baseline.type === 'categorical' && current.type === 'categorical') {
    return { ...sizes, categories: { reference: baseline.categories, current: current.categories } };
  }
  if (baseline.type !== 'numeric' || current.type !== 'numeric') {
    throw new RangeError(
      `Column "${baseline.name}" is ${baseline.type} in the baseline, ${current.type} in the profile.`,
    );
  }
  const numbers = binnedNumbers(baseline, current);
  if (baseline.levels !== null && current.levels !== null) {
    return { ...sizes, numbers, categories: { reference: baseline.levels, current: current.levels } };
  }
  const countsIn = (profile: NumericProfile): number[] => coarseCounts(profile, baseline.binEdges);
  return { ...sizes, numbers, bins: binLabels(baseline.binEdges, countsIn(baseline), countsIn(current)) };
}

/** Counts of a histogram in fewer bins: those between some of its edges. */
function coarseCounts({ histogram: { edges, counts } }: NumericProfile, binEdges: readonly number[]): number[] {
  const coarse = new Array<number>(binEdges.length + 1).fill(0);
  let bin = 0;
  for (const [index, count] of counts.entries()) {
    coarse[bin] = (coarse[bin] as number) + count;
    if (index < edges.length && edges[index] === binEdges[bin]) bin += 1;
  }
  return coarse;
}

const binLabels = (edges: readonly number[], reference: number[], current: number[]): LabelledCounts => ({
  reference,
  current,
  labels: reference.map((_, bin) => `(${edges[bin - 1] ?? -Infinity}, ${edges[bin] ?? Infinity}]`),
  pooled: 0,
});
