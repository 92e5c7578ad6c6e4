import type { ComparableAnswer } from './comparable-answer.ts';
import type { ParityRule } from './settings.ts';

/** How far the answers of one candidate agree with those of the reference. */
export interface ParityPair {
  readonly name: string;
  readonly ok: boolean;
  /**
   * `labels`: share of equal labels. `cosine`: the lowest cosine similarity of a row. `tolerance`: share of numbers
   * within the tolerance. `null` when the answers cannot be compared.
   */
  readonly score: number | null;
  /** `tolerance` only: the largest absolute difference of two numbers. */
  readonly largestDifference: number | null;
  /** Labels, rows or numbers compared. */
  readonly compared: number;
  /** Why the answers cannot be compared, `null` when they were. */
  readonly reason: string | null;
}

export interface Parity {
  readonly ok: boolean;
  readonly rule: ParityRule;
  /** The candidate the others are compared with: the first. */
  readonly reference: string;
  readonly pairs: readonly ParityPair[];
}

/** The answers of one candidate, in the order of the inputs; `undefined` where it failed. */
export interface AnswersOf {
  readonly name: string;
  readonly answers: readonly (ComparableAnswer | undefined)[];
}

/** Whether all candidates give the same answers to the same inputs, within the rule; speed counts only then. */
export function compareAnswers(rule: ParityRule, [reference, ...others]: readonly AnswersOf[]): Parity {
  const pairs = reference === undefined ? [] : others.map((other) => compareWith(rule, reference, other));
  return { ok: pairs.every(({ ok }) => ok), rule, reference: reference?.name ?? '', pairs };
}

function compareWith(rule: ParityRule, reference: AnswersOf, { name, answers }: AnswersOf): ParityPair {
  const none = { name, ok: false, score: null, largestDifference: null, compared: 0 };
  const score = createScore(rule);
  for (const [index, expected] of reference.answers.entries()) {
    const actual = answers[index];
    if (expected === undefined) return { ...none, reason: `${reference.name} gave no answer to input ${index}` };
    if (actual === undefined) return { ...none, reason: `no answer to input ${index}` };
    const fault = score.add(expected, actual);
    if (fault !== undefined) return { ...none, reason: `input ${index}: ${fault}` };
  }
  const result = score.result();
  if (result.compared === 0) return { ...none, reason: `the answers hold nothing that ${rule.kind} compares` };
  return { name, reason: null, ...result };
}

interface Score {
  /** Returns what forbids the comparison. */
  add(expected: ComparableAnswer, actual: ComparableAnswer): string | undefined;
  result(): Pick<ParityPair, 'ok' | 'score' | 'largestDifference' | 'compared'>;
}

function createScore(rule: ParityRule): Score {
  if (rule.kind === 'labels') return labelScore(rule.minimum);
  return rule.kind === 'cosine' ? cosineScore(rule.minimum) : toleranceScore(rule);
}

function labelScore(minimum: number): Score {
  let [equal, compared] = [0, 0];
  return {
    add: ({ labels: expected }, { labels: actual }) => {
      if (expected.length !== actual.length) return `expected ${expected.length} labels, received ${actual.length}`;
      compared += expected.length;
      equal += expected.filter((label, row) => label === actual[row]).length;
      return undefined;
    },
    result: () => ({ ok: equal / compared >= minimum, score: equal / compared, largestDifference: null, compared }),
  };
}

function cosineScore(minimum: number): Score {
  let [lowest, compared] = [1, 0];
  return {
    add: (expected, actual) => {
      const fault = shapeFault(expected, actual);
      if (fault !== undefined) return fault;
      for (const [row, numbers] of expected.rows.entries()) {
        // NaN, of an infinite or missing number, must not pass as the highest.
        const similarity = cosine(numbers, actual.rows[row] ?? []);
        lowest = Number.isNaN(similarity) ? -1 : Math.min(lowest, similarity);
        compared++;
      }
      return undefined;
    },
    result: () => ({ ok: lowest >= minimum, score: lowest, largestDifference: null, compared }),
  };
}

/** dot(a, b) / (|a| |b|), at most 1; two vectors of zeros are equal and count 1. */
function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0);
  const [aa, bb] = [dot(a, a), dot(b, b)];
  return aa === 0 && bb === 0 ? 1 : Math.min(1, dot(a, b) / Math.sqrt(aa * bb || Number.MIN_VALUE));
}

function toleranceScore({ absolute, relative }: { readonly absolute: number; readonly relative: number }): Score {
  let [within, compared, largestDifference] = [0, 0, 0];
  return {
    add: (expected, actual) => {
      const fault = shapeFault(expected, actual);
      if (fault !== undefined) return fault;
      for (const [row, numbers] of expected.rows.entries()) {
        for (const [column, number] of numbers.entries()) {
          const other = actual.rows[row]?.[column] ?? Number.NaN;
          const equal = number === other || (Number.isNaN(number) && Number.isNaN(other));
          const difference = equal ? 0 : Math.abs(number - other);
          // An infinity has an infinite tolerance, and NaN none.
          if (equal || (Number.isFinite(difference) && difference <= absolute + relative * Math.abs(number))) within++;
          largestDifference = Math.max(largestDifference, difference);
          compared++;
        }
      }
      return undefined;
    },
    result: () => ({
      ok: within === compared,
      score: within / compared,
      largestDifference: Number.isFinite(largestDifference) ? largestDifference : null,
      compared,
    }),
  };
}

function shapeFault({ rows: expected }: ComparableAnswer, { rows: actual }: ComparableAnswer): string | undefined {
  const show = (rows: readonly (readonly number[])[]): string =>
    `rows of ${rows.map(({ length }) => length).join(', ')}`;
  return expected.length === actual.length && expected.every((row, index) => row.length === actual[index]?.length)
    ? undefined
    : `expected ${show(expected)} numbers, received ${show(actual)}`.slice(0, 300);
}
