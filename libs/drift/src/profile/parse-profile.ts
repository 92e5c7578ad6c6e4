import { createHistogram, type HistogramSnapshot, type Moments } from '@harper-edge/stats';
import {
  type CategoricalProfile,
  type CategoryCounts,
  type ColumnProfile,
  type NumericProfile,
  type Profile,
  sumOf,
} from './profile.ts';

/**
 * A profile or baseline that comes back from a store or over a network, checked whole.
 *
 * @throws TypeError for JSON of another form, RangeError for edges or counts that no data can have
 */
export function parseProfile(json: unknown): Profile {
  const { rows, columns } = recordOf(json, 'a profile');
  const parsed = listOf(columns, 'columns').map(parseColumn);
  const names = parsed.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new RangeError(`A profile has each column once, got "${twice}" twice.`);
  return { rows: countOf(rows, 'rows'), columns: parsed };
}

function parseColumn(json: unknown): ColumnProfile {
  const column = recordOf(json, 'a column');
  const { name, type } = column;
  if (typeof name !== 'string') throw new TypeError(`A column has a name, got ${typeof name}.`);
  if (type === 'categorical') return parseCategorical(name, column);
  if (type === 'numeric') return parseNumeric(name, column);
  throw new TypeError(`Column "${name}" is numeric or categorical, got ${JSON.stringify(type)}.`);
}

const parseCategorical = (name: string, { categories, missing }: Fields): CategoricalProfile => ({
  name,
  type: 'categorical',
  categories: parseCategories(categories),
  missing: countOf(missing, 'missing'),
});

function parseNumeric(name: string, { histogram, binEdges, moments, levels, rankError }: Fields): NumericProfile {
  const parsed = parseHistogram(histogram);
  const coarse = numbersIn(binEdges, 'binEdges');
  const known = new Set(parsed.edges);
  if (!coarse.every((edge, index) => known.has(edge) && (index === 0 || edge > (coarse[index - 1] as number)))) {
    throw new RangeError(`The bin edges of column "${name}" are edges of its histogram and ascend.`);
  }
  const error = numberOf(rankError, 'rankError');
  if (error < 0 || error > 1) throw new RangeError(`A rank error lies in [0, 1], got ${error}.`);
  const present = sumOf(parsed.counts);
  const about = moments === null ? null : parseMoments(moments);
  if (about !== null && about.n > present)
    throw new RangeError(`Column "${name}" has moments of more values than counts.`);
  return {
    name,
    type: 'numeric',
    histogram: parsed,
    binEdges: coarse,
    moments: about,
    levels: levels === null ? null : parseCategories(levels),
    rankError: error,
  };
}

function parseHistogram(json: unknown): HistogramSnapshot {
  const { edges, counts, atEdge, missing } = recordOf(json, 'a histogram');
  const snapshot = {
    edges: numbersIn(edges, 'edges'),
    counts: numbersIn(counts, 'counts'),
    atEdge: numbersIn(atEdge, 'atEdge'),
    missing: countOf(missing, 'missing'),
  };
  // Merging checks everything a histogram promises.
  const histogram = createHistogram(snapshot.edges);
  histogram.merge(snapshot);
  return snapshot;
}

function parseMoments(json: unknown): Moments {
  const fields = recordOf(json, 'moments');
  const [n, mean, m2] = [countOf(fields['n'], 'n'), numberOf(fields['mean'], 'mean'), numberOf(fields['m2'], 'm2')];
  const [m3, min, max] = [numberOf(fields['m3'], 'm3'), numberOf(fields['min'], 'min'), numberOf(fields['max'], 'max')];
  if (n === 0 || m2 < 0 || min > max) throw new RangeError('No values have these moments.');
  return { n, mean, m2, m3, min, max };
}

function parseCategories(json: unknown): CategoryCounts {
  const { listed, unlisted } = recordOf(json, 'categories');
  const parsed = listOf(listed, 'listed').map((pair) => {
    const [category, count] = listOf(pair, 'a category with its count');
    if (typeof category !== 'string') throw new TypeError(`A category is a text, got ${typeof category}.`);
    return [category, countOf(count, 'a count')] as const;
  });
  if (new Set(parsed.map(([category]) => category)).size < parsed.length) {
    throw new RangeError('A category is listed once, and one is there twice.');
  }
  return { listed: parsed, unlisted: countOf(unlisted, 'unlisted') };
}

type Fields = Readonly<Record<string, unknown>>;

function recordOf(json: unknown, what: string): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new TypeError(`Expected ${what} as an object, got ${Array.isArray(json) ? 'an array' : typeof json}.`);
  }
  return json as Fields;
}

function listOf(json: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(json)) throw new TypeError(`Expected ${what} as an array, got ${typeof json}.`);
  return json;
}

function numberOf(json: unknown, what: string): number {
  if (typeof json !== 'number' || !Number.isFinite(json)) {
    throw new TypeError(`Expected ${what} as a finite number, got ${String(json)}.`);
  }
  return json;
}

function countOf(json: unknown, what: string): number {
  const count = numberOf(json, what);
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`${what} is a whole number from 0 on, got ${count}.`);
  return count;
}

const numbersIn = (json: unknown, what: string): number[] => listOf(json, what).map((item) => numberOf(item, what));
