import type { Json } from '@harper-edge/contracts';

/** What of an answer can be compared with the answer of another model, whatever its outputs are called. */
export interface ComparableAnswer {
  /** One per row: the first output of strings or truth values, else of whole numbers, else the most probable class. */
  readonly labels: readonly string[];
  /** Every row of every output of numbers; a map counts as its values, in its own order. */
  readonly rows: readonly (readonly number[])[];
}

type Prediction = Readonly<Record<string, Json>>;

const nonFinite: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Infinity, '-Infinity': -Infinity };

/**
 * Reads a prediction as the API writes it: output name → nested arrays with their batch
 * axis, or a map of class to probability per row.
 *
 * @example comparableAnswer({ label: ['setosa'], probabilities: [[0.9, 0.1]] })
 * // { labels: ['setosa'], rows: [[0.9, 0.1]] }
 */
export function comparableAnswer(prediction: Prediction): ComparableAnswer {
  const outputs = Object.values(prediction);
  const numeric = outputs.filter((output) => leavesOf(output).every((leaf) => toNumber(leaf) !== undefined));
  return {
    labels: labelsOf(outputs, numeric),
    rows: numeric.flatMap(rowsOf).map((row) => leavesOf(row).map(asNumber)),
  };
}

function labelsOf(outputs: readonly Json[], numeric: readonly Json[]): readonly string[] {
  const named = outputs.find((output) => !numeric.includes(output) && leavesOf(output).length > 0);
  if (named !== undefined) return leavesOf(named).map(String);
  const flat = numeric.filter((output) => !hasRows(output));
  const numbered = flat.find((output) => leavesOf(output).every(Number.isInteger));
  if (numbered !== undefined) return leavesOf(numbered).map(String);
  const scored = numeric.find((output) => hasRows(output) && rowsOf(output).every((row) => leavesOf(row).length > 1));
  return scored === undefined ? leavesOf(numeric[0] ?? []).map(String) : rowsOf(scored).map(mostProbable);
}

/** The key, or in a list the index, of the largest number. */
function mostProbable(row: Json): string {
  const scores = Object.entries(isMap(row) ? row : leavesOf(row)).map(([key, leaf]) => [key, asNumber(leaf)] as const);
  return scores.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

/** A list of lists or maps is rows; a list of numbers is one value per row, and one row where rows are asked for. */
const hasRows = (output: Json): output is readonly Json[] =>
  Array.isArray(output) && output.length > 0 && output.every((row) => typeof row === 'object' && row !== null);

const rowsOf = (output: Json): readonly Json[] => (hasRows(output) ? output : [output]);

function leavesOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(leavesOf);
  return isMap(value) ? Object.values(value).flatMap(leavesOf) : [value];
}

const isMap = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function toNumber(leaf: Json): number | undefined {
  if (typeof leaf === 'number') return leaf;
  return typeof leaf === 'string' && Object.hasOwn(nonFinite, leaf) ? nonFinite[leaf] : undefined;
}

const asNumber = (leaf: Json): number => toNumber(leaf) ?? Number.NaN;
