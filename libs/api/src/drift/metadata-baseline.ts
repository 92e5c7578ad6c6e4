import type { DeclaredMetadata } from '@harper-edge/contracts';
import { fitReference, type CategoricalProfile, type ColumnProfile, type NumericProfile } from '@harper-edge/drift';
import type { z } from 'zod';
import { modelMetadata } from '../model-metadata.ts';
import type { ComparedWith } from './compared-with.ts';

type Declared = NonNullable<NonNullable<z.infer<typeof modelMetadata>['baselineDistributions']>['inputs']>[string];

/** What `baselineDistributions` of the metadata say; undefined where they say nothing that can be compared. */
export function metadataBaseline({ baselineDistributions }: DeclaredMetadata): ComparedWith | undefined {
  const { data } = modelMetadata.shape.baselineDistributions.safeParse(baselineDistributions);
  if (data === undefined || data === null) return undefined;
  const { correct, ...outputs } = data.outputs ?? {};
  const input = profileOf(data.inputs ?? {});
  const prediction = profileOf(outputs);
  const accuracy = accuracyOf(correct);
  if (input === null && prediction === null && accuracy === null) return undefined;
  return { origin: { source: 'metadata' }, input, prediction, accuracy, quality: null };
}

function profileOf(declared: Readonly<Record<string, Declared>>): ComparedWith['input'] {
  const columns = Object.entries(declared).flatMap(([name, one]) => columnOf(name, one) ?? []);
  if (columns.length === 0) return null;
  return { rows: Math.max(...columns.map(rowsOf)), columns };
}

function columnOf(name: string, declared: Declared): ColumnProfile | undefined {
  if (declared.kind === 'categorical') {
    const listed = Object.entries(declared.counts).map(([value, count]) => [value, Math.round(count)] as const);
    return { name, type: 'categorical', categories: { listed, unlisted: 0 }, missing: 0 } satisfies CategoricalProfile;
  }
  const { sample = [], edges = [], counts = [] } = declared;
  if (sample.length > 1) return fitReference({ [name]: sample }, { [name]: 'numeric' }).columns[0];
  return counts.some((count) => count > 0) ? histogramColumn(name, { ...declared, edges, counts }) : undefined;
}

/**
 * Declared bins hold the values from an edge up to, but without, the next one, and the last bin both of its edges, as
 * histograms are made almost everywhere; profiles count values up to and with an edge. The same bins end just below it.
 */
function histogramColumn(
  name: string,
  { edges, counts, ...moments }: Extract<Declared, { kind: 'numeric' }> & { edges: number[]; counts: number[] },
): NumericProfile {
  const whole = counts.map(Math.round);
  const ends = edges.map((edge, index) => (index < edges.length - 1 ? justBelow(edge) : edge));
  const n = whole.reduce((sum, count) => sum + count, 0);
  const { mean, standardDeviation: sd, min = edges[0] ?? 0, max = edges.at(-1) ?? 0 } = moments;
  const isKnown = mean !== undefined && sd !== undefined && min <= mean && mean <= max;
  return {
    name,
    type: 'numeric',
    histogram: { edges: ends, counts: [0, ...whole, 0], atEdge: ends.map(() => 0), missing: 0 },
    binEdges: deciles(ends, whole, n),
    moments: isKnown ? { n, mean, m2: sd * sd * n, m3: 0, min, max } : null,
    levels: null,
    rankError: 0,
  };
}

/** The edges up to which about 10, 20, … 90 % of the values lie. */
function deciles(edges: readonly number[], counts: readonly number[], n: number): number[] {
  const found = new Set<number>();
  let [before, next] = [0, 1];
  for (const [bin, count] of counts.entries()) {
    before += count;
    if (before < (next * n) / 10 || before === n) continue;
    found.add(edges[bin + 1] as number);
    next = Math.floor((10 * before) / n) + 1;
  }
  return [...found];
}

/** The largest number below. */
function justBelow(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? -1n : 1n));
  return view.getFloat64(0);
}

const rowsOf = (column: ColumnProfile): number =>
  column.type === 'numeric'
    ? column.histogram.counts.reduce((sum, count) => sum + count, 0)
    : column.categories.listed.reduce((sum, [, count]) => sum + count, 0);

/** `correct` among the outputs: how many answers were right, and how many wrong. */
function accuracyOf(correct: Declared | undefined): ComparedWith['accuracy'] {
  if (correct?.kind !== 'categorical') return null;
  const [right, wrong] = [correct.counts['true'] ?? 0, correct.counts['false'] ?? 0].map(Math.round) as [
    number,
    number,
  ];
  return right + wrong > 0 ? { successes: right, trials: right + wrong } : null;
}
