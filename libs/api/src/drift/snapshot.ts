import type { CategoryCounts, ColumnProfile, NumericProfile } from '@harper-edge/drift';
import type { DriftSnapshot } from '@harper-edge/monitoring';

const mostBins = 16;
const mostCategories = 10;
const nameLength = 40;

/** Both distributions, coarse enough to be kept with every result. */
export function snapshotOf(reference: ColumnProfile, current: ColumnProfile): DriftSnapshot {
  if (reference.type === 'categorical' || current.type === 'categorical') {
    return categories(categoriesOf(reference), categoriesOf(current));
  }
  if (reference.levels !== null && current.levels !== null) return categories(reference.levels, current.levels);
  return bins(reference, current);
}

const none: CategoryCounts = { listed: [], unlisted: 0 };
const categoriesOf = (column: ColumnProfile): CategoryCounts =>
  column.type === 'categorical' ? column.categories : (column.levels ?? none);

/** Neighbouring bins counted together. */
function bins(reference: NumericProfile, current: NumericProfile): DriftSnapshot {
  const { edges } = reference.histogram;
  const step = Math.max(1, Math.ceil((edges.length + 1) / mostBins));
  const together = (counts: readonly number[]): number[] => {
    const sums: number[] = [];
    for (const [bin, count] of counts.entries()) {
      const at = Math.floor(bin / step);
      sums[at] = (sums[at] ?? 0) + count;
    }
    return sums;
  };
  return {
    kind: 'numeric',
    edges: edges.filter((_, index) => (index + 1) % step === 0),
    reference: together(reference.histogram.counts),
    current: together(current.histogram.counts),
    referenceMean: reference.moments?.mean ?? null,
    currentMean: current.moments?.mean ?? null,
  };
}

/** The most frequent of both sides together, each share counted alike. */
function categories(reference: CategoryCounts, current: CategoryCounts): DriftSnapshot {
  const [before, now] = [new Map(reference.listed), new Map(current.listed)];
  const [n, m] = [total(reference), total(current)];
  const weight = (name: string): number =>
    (before.get(name) ?? 0) / Math.max(1, n) + (now.get(name) ?? 0) / Math.max(1, m);
  const names = [...new Set([...before.keys(), ...now.keys()])]
    .sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1))
    .slice(0, mostCategories);
  const counts = (side: ReadonlyMap<string, number>, all: number): number[] => {
    const listed = names.map((name) => side.get(name) ?? 0);
    return [...listed, all - listed.reduce((sum, count) => sum + count, 0)];
  };
  return {
    kind: 'categorical',
    categories: [...names.map((name) => name.slice(0, nameLength)), '(other)'],
    reference: counts(before, n),
    current: counts(now, m),
  };
}

const total = ({ listed, unlisted }: CategoryCounts): number =>
  listed.reduce((sum, [, count]) => sum + count, unlisted);
