import { createQuantileSketch, type QuantileSketch, type QuantileSketchSnapshot } from '../sketch/quantile-sketch.ts';
import { createDistinctCounter, type DistinctCounter, type DistinctSnapshot } from './distinct-counter.ts';
import { addToHash, addWord } from './hash-value.ts';
import type { ColumnRules } from './quality-rules.ts';

/** Counts that add up when parts are merged. */
const noCounts = {
  rows: 0,
  missing: 0,
  infinite: 0,
  /** Texts without a character, or of white space only. */
  blank: 0,
  number: 0,
  string: 0,
  boolean: 0,
  date: 0,
  other: 0,
  wrongType: 0,
  outOfRange: 0,
  /** Outside of the smallest and largest value of the reference. */
  outOfReference: 0,
  unknownCategory: 0,
  patternMismatch: 0,
  lengthOutOfBounds: 0,
  future: 0,
  /** Timestamps before the one in the row before. */
  unordered: 0,
};

export type ColumnCounts = { -readonly [Key in keyof typeof noCounts]: number };

/** All that is kept of a column: plain JSON that merges, of bounded size. */
export interface ColumnState extends ColumnCounts {
  readonly name: string;
  /** Shortest and longest text; null without any. */
  readonly lengths: readonly [number, number] | null;
  /** The first and last timestamp; null without any. */
  readonly times: readonly [number, number] | null;
  /** Equal for columns with equal values in equal order. */
  readonly digest: readonly number[];
  /** Of numbers and timestamps. */
  readonly sketch: QuantileSketchSnapshot;
  readonly distinct: DistinctSnapshot;
}

export interface CollectorOptions {
  readonly rules: ColumnRules;
  readonly seed: number;
  /** Timestamps after this are in the future. */
  readonly now: number;
  readonly referenceRange: readonly [number, number] | undefined;
}

export interface ColumnCollector {
  /** Adds the values, and their hashes to those of their rows. */
  addAll(values: ArrayLike<unknown>, rowHashes: Uint32Array): void;
  merge(other: ColumnState): void;
  toJSON(): ColumnState;
}

/** What a column has seen so far, and what its values are held against. */
interface Collected {
  readonly options: CollectorOptions;
  readonly allowed: ReadonlySet<string> | undefined;
  readonly pattern: RegExp | undefined;
  readonly counts: ColumnCounts;
  readonly sketch: QuantileSketch;
  readonly distinct: DistinctCounter;
  lengths: readonly [number, number] | null;
  times: readonly [number, number] | null;
}

export function collectQuality(name: string, options: CollectorOptions): ColumnCollector {
  const { rules, seed } = options;
  const seen: Collected = {
    options,
    allowed: rules.values && new Set(rules.values),
    pattern: rules.pattern === undefined ? undefined : new RegExp(rules.pattern, 'u'),
    counts: { ...noCounts },
    sketch: createQuantileSketch({ seed, k: 512 }),
    distinct: createDistinctCounter(),
    lengths: null,
    times: null,
  };
  const { counts, sketch, distinct } = seen;
  const digest = [0, 0];
  return {
    addAll: (values, rowHashes) => {
      for (let row = 0; row < values.length; row += 1) {
        addToHash(digest, values[row]);
        addToHash(rowHashes, values[row], 2 * row);
        addValue(seen, values[row]);
      }
    },
    merge: (other) => {
      for (const key of Object.keys(noCounts) as (keyof ColumnCounts)[]) counts[key] += other[key];
      sketch.merge(other.sketch);
      distinct.merge(other.distinct);
      for (const word of other.digest) addWord(digest, word, 0);
      if (other.lengths !== null) seen.lengths = widened(seen.lengths, other.lengths);
      if (other.times === null) return;
      counts.unordered += Number(other.times[0] < (seen.times?.[1] ?? -Infinity));
      seen.times = [seen.times?.[0] ?? other.times[0], other.times[1]];
    },
    toJSON: () => ({
      ...counts,
      name,
      lengths: seen.lengths,
      times: seen.times,
      digest: [...digest],
      sketch: sketch.toJSON(),
      distinct: distinct.toJSON(),
    }),
  };
}

function addValue(seen: Collected, value: unknown): void {
  const { counts, options, allowed, distinct } = seen;
  const { type } = options.rules;
  counts.rows += 1;
  if (isMissing(value)) {
    counts.missing += 1;
    return;
  }
  const is = typeOf(value);
  counts[is] += 1;
  if (typeof value === 'string') addText(seen, value);
  const comparable = type === 'timestamp' ? timeOf(value) : value;
  const isWrong = !accepted[type].includes(is) || Number.isNaN(comparable);
  counts.wrongType += Number(isWrong);
  if (typeof comparable === 'number' && !Number.isNaN(comparable)) addNumber(seen, comparable);
  if (isPrimitive(comparable)) distinct.add(comparable);
  counts.unknownCategory += Number(allowed?.has(String(comparable)) === false);
}

function addNumber(seen: Collected, value: number): void {
  const { counts, sketch, options } = seen;
  const { rules, referenceRange = [-Infinity, Infinity], now } = options;
  if (!Number.isFinite(value)) {
    counts.infinite += 1;
    return;
  }
  sketch.add(value);
  counts.outOfRange += Number(value < (rules.minimum ?? -Infinity) || value > (rules.maximum ?? Infinity));
  counts.outOfReference += Number(value < referenceRange[0] || value > referenceRange[1]);
  if (rules.type !== 'timestamp') return;
  counts.future += Number(value > now);
  counts.unordered += Number(value < (seen.times?.[1] ?? -Infinity));
  seen.times = [seen.times?.[0] ?? value, value];
}

function addText(seen: Collected, text: string): void {
  const { counts, pattern, options } = seen;
  const { minimumLength = 0, maximumLength = Infinity } = options.rules;
  counts.blank += Number(text.trim() === '');
  counts.lengthOutOfBounds += Number(text.length < minimumLength || text.length > maximumLength);
  counts.patternMismatch += Number(pattern?.test(text) === false);
  seen.lengths = widened(seen.lengths, [text.length, text.length]);
}

const widened = (range: readonly [number, number] | null, [low, high]: readonly [number, number]) =>
  range === null ? ([low, high] as const) : ([Math.min(range[0], low), Math.max(range[1], high)] as const);

type ValueType = 'number' | 'string' | 'boolean' | 'date' | 'other';

const accepted: Readonly<Record<ColumnRules['type'], readonly ValueType[]>> = {
  numeric: ['number'],
  categorical: ['string', 'number', 'boolean'],
  text: ['string'],
  boolean: ['boolean'],
  timestamp: ['number', 'string', 'date'],
};

export const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);

function typeOf(value: unknown): ValueType {
  const type = typeof value;
  if (type === 'number' || type === 'string' || type === 'boolean') return type;
  return value instanceof Date ? 'date' : 'other';
}

/** NaN for what is no time. */
function timeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return Date.parse(value);
  return value instanceof Date ? value.getTime() : Number.NaN;
}

const isPrimitive = (value: unknown): value is string | number | boolean =>
  typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' || typeof value === 'boolean';
