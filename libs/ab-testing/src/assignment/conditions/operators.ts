import { versionKey } from './version-key.ts';

/** Whether a value, null where the attribute is missing, is what the condition asks for. */
export type ValueTest = (actual: unknown) => boolean;

/** What operators need of the compiler: the tests of conditions inside conditions. */
export interface ConditionCompiler {
  readonly valueTest: (expected: unknown, ignoreCase?: boolean) => ValueTest;
  readonly elementTest: (expected: unknown) => ValueTest;
  /** The ids of a saved group: undefined for an unknown one, null for one that is no list. */
  readonly groupValues: (id: unknown) => readonly unknown[] | null | undefined;
}

type Operator = (expected: unknown, compiler: ConditionCompiler) => ValueTest;

const never: ValueTest = () => false;
const negated =
  (test: ValueTest): ValueTest =>
  (actual) =>
    !test(actual);
const foldCase = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

const memberOf = (values: readonly unknown[]): ValueTest => {
  const set = new Set(values);
  return (actual) => (Array.isArray(actual) ? actual.some((item) => set.has(item)) : set.has(actual));
};

const memberOfFolded = (values: readonly unknown[]): ValueTest => {
  const test = memberOf(values.map(foldCase));
  return (actual) => test(Array.isArray(actual) ? actual.map(foldCase) : foldCase(actual));
};

/** An operator on a list; anything but a list matches nothing. */
const onList =
  (create: (expected: readonly unknown[], compiler: ConditionCompiler) => ValueTest): Operator =>
  (expected, compiler) =>
    Array.isArray(expected) ? create(expected, compiler) : never;

const all = (ignoreCase: boolean): Operator =>
  onList((expected, compiler) => {
    const tests = expected.map((item) => compiler.valueTest(item, ignoreCase));
    return (actual) => Array.isArray(actual) && tests.every((test) => actual.some((item) => test(item)));
  });

const matches =
  (flags: string): Operator =>
  (expected) => {
    try {
      const pattern = new RegExp(String(expected), flags);
      return (actual) => pattern.test(String(actual));
    } catch {
      return never;
    }
  };

/** Comparisons are those of JavaScript: "8" < 10 holds, and a missing attribute counts as 0 beside a number. */
const order =
  (compare: (actual: number, expected: number) => boolean): Operator =>
  (expected) =>
  (actual) =>
    compare(actual as number, expected as number);

const version =
  (compare: (actual: string, expected: string) => boolean): Operator =>
  (expected) => {
    const key = versionKey(expected);
    return (actual) => compare(versionKey(actual), key);
  };

const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

/** The operators of a condition on one attribute. An operator that is not here matches nobody. */
export const operators: Readonly<Record<string, Operator>> = {
  $eq: (expected) => (actual) => actual === expected,
  $ne: (expected) => (actual) => actual !== expected,
  $lt: order((actual, expected) => actual < expected),
  $lte: order((actual, expected) => actual <= expected),
  $gt: order((actual, expected) => actual > expected),
  $gte: order((actual, expected) => actual >= expected),
  $veq: version((actual, expected) => actual === expected),
  $vne: version((actual, expected) => actual !== expected),
  $vlt: version((actual, expected) => actual < expected),
  $vlte: version((actual, expected) => actual <= expected),
  $vgt: version((actual, expected) => actual > expected),
  $vgte: version((actual, expected) => actual >= expected),
  $exists: (expected) => (expected ? (actual) => actual !== null : (actual) => actual === null),
  $type: (expected) => (actual) => typeName(actual) === expected,
  $in: onList(memberOf),
  $nin: onList((expected) => negated(memberOf(expected))),
  $ini: onList(memberOfFolded),
  $nini: onList((expected) => negated(memberOfFolded(expected))),
  $inGroup: (expected, { groupValues }) => memberOf(groupValues(expected) ?? []),
  // A group that is no list includes nobody, so that a broken definition does not let everyone in.
  $notInGroup: (expected, { groupValues }) => {
    const values = groupValues(expected);
    return values === null ? never : negated(memberOf(values ?? []));
  },
  $all: all(false),
  $alli: all(true),
  $size: (expected, { valueTest }) => {
    const test = valueTest(expected);
    return (actual) => Array.isArray(actual) && test(actual.length);
  },
  $elemMatch: (expected, { elementTest }) => {
    const test = elementTest(expected);
    return (actual) =>
      Array.isArray(actual) && actual.some((item) => item !== null && item !== undefined && test(item));
  },
  $not: (expected, { valueTest }) => negated(valueTest(expected)),
  $regex: matches(''),
  $regexi: matches('i'),
};
