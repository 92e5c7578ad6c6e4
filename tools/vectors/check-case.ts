import { createInput, isRecord, readValue, unreadPaths } from './input.ts';
import { NotRun, type Section, type Tolerance } from './suite.ts';

export interface CaseOutcome {
  readonly id: string;
  readonly result: 'passed' | 'failed' | 'notRun';
  /** Why it failed or was not run. */
  readonly reasons: readonly string[];
  /** The largest error of a number that was compared: relative unless only an absolute tolerance is stated. */
  readonly worstError: number;
}

interface Comparison {
  readonly tolerance: (key: string, expected: unknown) => Tolerance;
  readonly failures: string[];
  readonly unknown: string[];
  worstError: number;
}

/** Keys of a case that are not inputs. */
const descriptive = new Set(['id', 'note', 'expected']);

/**
 * Runs one entry of a file.
 *
 * @param loosest the largest tolerance that may be applied
 */
export function checkCase(
  section: Section,
  entry: unknown,
  { id, loosest }: { id: string; loosest: number },
): CaseOutcome {
  const given = section.read?.(entry) ?? entry;
  const named = isRecord(given) && typeof given['id'] === 'string' ? given['id'] : id;
  const notRun = (...reasons: string[]): CaseOutcome => ({ id: named, result: 'notRun', reasons, worstError: 0 });
  if (!isRecord(given) || !isRecord(given['expected'])) return notRun('not an object with `expected`');

  const read = new Set(descriptive);
  const input = createInput(given, (path) => read.add(path));
  const comparison: Comparison = {
    tolerance: (key, expected) => {
      const tolerance = section.tolerance?.(key, expected, input) ?? {};
      const most = tolerance === 'uncompared' ? 0 : Math.max(tolerance.relative ?? 0, tolerance.absolute ?? 0);
      if (most > loosest) throw new NotRun(`the tolerance ${most} for ${key} is looser than the file states`);
      return tolerance;
    },
    failures: [],
    unknown: [],
    worstError: 0,
  };
  try {
    const actual = section.run(input);
    compare(comparison, { key: '', actual, expected: readValue(given['expected']) });
    const [refused, expectsRefusal] = ['error' in actual, 'error' in given['expected']];
    if (refused && !expectsRefusal) comparison.failures.push(`refused: ${String(actual['error'])}`);
    if (!refused && expectsRefusal)
      comparison.failures.push(`not refused, expected ${String(given['expected']['error'])}`);
  } catch (error) {
    if (error instanceof NotRun) return notRun(error.message);
    return { id: named, result: 'failed', reasons: [`threw ${String(error)}`], worstError: 0 };
  }
  const { failures, worstError } = comparison;
  if (failures.length > 0) return { id: named, result: 'failed', reasons: failures, worstError };
  const unknown = [...unreadPaths(given, read), ...comparison.unknown.map((key) => `expected.${key}`)];
  if (unknown.length > 0) return notRun(`unknown key ${unknown.join(', ')}`);
  return { id: named, result: 'passed', reasons: [], worstError };
}

interface Pair {
  readonly key: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

function compare(comparison: Comparison, { key, actual: given, expected }: Pair): void {
  const tolerance = key === '' ? {} : comparison.tolerance(key, expected);
  if (tolerance === 'uncompared') return;
  const actual = typeof given === 'function' ? (given as () => unknown)() : given;
  if (typeof expected === 'number' && typeof actual === 'number') {
    compareNumbers(comparison, { key, actual, expected, tolerance });
  } else if (Array.isArray(expected) && isList(actual) && actual.length === expected.length) {
    for (const [at, item] of expected.entries()) {
      compare(comparison, { key: `${key}.${at}`, actual: actual[at], expected: item });
    }
  } else if (isRecord(expected) && isRecord(actual)) {
    for (const [name, item] of Object.entries(expected)) {
      const path = key === '' ? name : `${key}.${name}`;
      if (name in actual) compare(comparison, { key: path, actual: actual[name], expected: item });
      else comparison.unknown.push(path);
    }
  } else if (expected !== actual) {
    comparison.failures.push(`${key} is ${describe(actual)}, expected ${describe(expected)}`);
  }
}

const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || ArrayBuffer.isView(value);

const describe = (value: unknown): string => (value === undefined ? 'missing' : JSON.stringify(value)).slice(0, 80);

function compareNumbers(
  comparison: Comparison,
  {
    key,
    actual,
    expected,
    tolerance,
  }: { key: string; actual: number; expected: number; tolerance: Exclude<Tolerance, string> },
): void {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return;
  const absolute = Math.abs(actual - expected);
  const relative = absolute / Math.abs(expected);
  const passed = absolute <= (tolerance.absolute ?? 0) || relative <= (tolerance.relative ?? 0);
  const error = tolerance.relative === undefined && tolerance.absolute !== undefined ? absolute : relative;
  // A value that only the absolute tolerance lets pass has a relative error that says nothing.
  const counted = passed && !(relative <= (tolerance.relative ?? 0)) ? absolute : error;
  comparison.worstError = Math.max(comparison.worstError, Number.isNaN(counted) ? Infinity : counted);
  if (!passed) comparison.failures.push(`${key} is ${actual}, expected ${expected}`);
}
