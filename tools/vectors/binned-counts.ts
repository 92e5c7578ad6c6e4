import { binEdges, type Binning, sortedCounts, sortSample } from '@harper-edge/drift';
import type { Input } from './input.ts';
import { NotRun } from './suite.ts';

export interface BinnedCounts {
  readonly reference: readonly number[];
  readonly current: readonly number[];
  /** Of numeric samples only. */
  readonly edges?: readonly number[];
}

const binnings = ['quantile', 'width'] as const satisfies readonly Binning[];

/** The counts of a case that gives them, or those of its samples in bins with edges from the reference. */
export function binnedCounts(input: Input): BinnedCounts {
  const kind = input.text('kind', input.has('binning') ? 'numeric' : 'counts');
  if (kind === 'counts') return { reference: input.numbers('reference'), current: input.numbers('current') };
  if (kind === 'categorical') return categoryCounts(input);
  if (kind !== 'numeric') throw new NotRun(`unknown kind ${kind}`);
  const binning = binnings.find((name) => name === input.text('binning', 'quantile'));
  if (binning === undefined) throw new NotRun(`unknown binning ${input.text('binning')}`);
  const [reference, current] = [sortSample(input.numbers('reference')), sortSample(input.numbers('current'))];
  const edges = binEdges(reference.sorted, input.number('bins', 10), binning);
  const countsOf = ({ sorted }: { sorted: Float64Array }) => sortedCounts(sorted, edges).counts;
  return { reference: countsOf(reference), current: countsOf(current), edges };
}

/** Counts over the union of the categories of both sides; missing values are dropped. */
function categoryCounts(input: Input): BinnedCounts {
  const [reference, current] = [present(input, 'reference'), present(input, 'current')];
  const categories = [...new Set([...reference, ...current])];
  const countsOf = (values: readonly string[]) =>
    categories.map((category) => values.filter((value) => value === category).length);
  return { reference: countsOf(reference), current: countsOf(current) };
}

function present(input: Input, side: string): string[] {
  const values = input.value(side);
  if (!Array.isArray(values)) throw new NotRun(`${side} is not an array`);
  return values.filter((value: unknown) => value !== null && !Number.isNaN(value)).map(String);
}
