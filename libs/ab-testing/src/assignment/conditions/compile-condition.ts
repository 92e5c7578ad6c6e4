import { operators, type ConditionCompiler, type ValueTest } from './operators.ts';

/** What is known about a unit: JSON values by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * Whom an experiment is for, as JSON in the manner of MongoDB's queries: dotted paths of attributes to values or
 * `{ $operator: … }`, and `$and`, `$or`, `$nor`, `$not`, `$savedGroup` over whole conditions.
 */
export type Condition = Readonly<Record<string, unknown>>;

/** A named list of values, or a condition of its own, that conditions refer to. */
export type SavedGroup =
  | readonly unknown[]
  | { readonly type: 'list'; readonly attributeKey?: string; readonly values: readonly unknown[] }
  | { readonly type: 'condition'; readonly condition: Condition };

export type SavedGroups = Readonly<Record<string, SavedGroup>>;

/** Whether a unit is meant. */
export type ConditionTest = (attributes: unknown) => boolean;

interface Scope {
  readonly groups: SavedGroups;
  /** Groups being resolved: one that contains itself matches nobody. */
  readonly open: ReadonlySet<string>;
}

const never = () => false;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOperators = (value: Readonly<Record<string, unknown>>): boolean => {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => key.startsWith('$'));
};

/**
 * A condition made ready, so that asking costs no parsing: paths split, patterns compiled, lists hashed, groups found.
 * Unknown operators, broken patterns and broken groups match nobody; they never throw.
 *
 * The language, operator by operator, is that of the public conformance cases of experiment SDKs (GrowthBook, 0.8.0).
 * Texts compare with the attribute as text, numbers with it as a number, true and false with its truth; lists and
 * objects by their JSON. A missing attribute is null.
 *
 * @example compileCondition({ 'cart.total': { $gte: 50 } })({ cart: { total: 80 } }) // true
 */
export const compileCondition = (condition: Condition, groups: SavedGroups = {}): ConditionTest =>
  compile(condition, { groups, open: new Set() });

function compile(condition: Condition, scope: Scope): ConditionTest {
  const [first, ...others] = Object.entries(condition).map(([key, value]) => compileEntry(key, value, scope));
  if (first === undefined) return () => true;
  if (others.length === 0) return first;
  return (attributes) => first(attributes) && others.every((test) => test(attributes));
}

type Combination = (value: unknown, scope: Scope) => ConditionTest;

const compileList = (value: unknown, scope: Scope): ConditionTest[] =>
  Array.isArray(value) ? value.map((item) => (isRecord(item) ? compile(item, scope) : never)) : [never];

const some: Combination = (value, scope) => {
  const tests = compileList(value, scope);
  return (attributes) => tests.length === 0 || tests.some((test) => test(attributes));
};

const not =
  (test: ConditionTest): ConditionTest =>
  (attributes) =>
    !test(attributes);

const combinations: Readonly<Record<string, Combination>> = {
  $and: (value, scope) => {
    const tests = compileList(value, scope);
    return (attributes) => tests.every((test) => test(attributes));
  },
  $or: some,
  $nor: (value, scope) => not(some(value, scope)),
  $not: (value, scope) => (isRecord(value) ? not(compile(value, scope)) : never),
  $savedGroup: compileGroup,
};

function compileEntry(key: string, value: unknown, scope: Scope): ConditionTest {
  if (Object.hasOwn(combinations, key)) return (combinations[key] as Combination)(value, scope);
  const read = compilePath(key);
  const test = compileValue(value, scope);
  return (attributes) => test(read(attributes));
}

function compileGroup(reference: unknown, scope: Scope): ConditionTest {
  if (!isRecord(reference)) return never;
  const { id, attributeKey } = reference;
  if (typeof id !== 'string' || scope.open.has(id)) return never;
  if (attributeKey !== undefined && typeof attributeKey !== 'string') return never;
  const group: unknown = Object.hasOwn(scope.groups, id) ? scope.groups[id] : undefined;
  if (!isRecord(group)) return never;
  if (group['type'] === 'condition' && isRecord(group['condition'])) {
    return compile(group['condition'], { ...scope, open: new Set([...scope.open, id]) });
  }
  const path = attributeKey ?? group['attributeKey'];
  if (group['type'] !== 'list' || typeof path !== 'string' || !Array.isArray(group['values'])) return never;
  return compileEntry(path, { $in: group['values'] }, scope);
}

function compileValue(expected: unknown, scope: Scope, ignoreCase = false): ValueTest {
  if (typeof expected === 'string') {
    const folded = expected.toLowerCase();
    return ignoreCase
      ? (actual) => String(actual).toLowerCase() === folded
      : (actual) => actual === expected || String(actual) === expected;
  }
  if (typeof expected === 'number') return (actual) => Number(actual) === expected;
  if (typeof expected === 'boolean') return (actual) => actual !== null && Boolean(actual) === expected;
  if (expected === null) return (actual) => actual === null;
  if (isRecord(expected) && isOperators(expected)) return compileOperators(expected, scope);
  const json = JSON.stringify(expected);
  return (actual) => JSON.stringify(actual) === json;
}

function compileOperators(expected: Readonly<Record<string, unknown>>, scope: Scope): ValueTest {
  const compiler: ConditionCompiler = {
    valueTest: (value, ignoreCase) => compileValue(value, scope, ignoreCase),
    elementTest: (value) => {
      if (!isRecord(value)) return never;
      return isOperators(value) ? compileOperators(value, scope) : compile(value, scope);
    },
    groupValues: (id) => {
      const group: unknown = typeof id === 'string' && Object.hasOwn(scope.groups, id) ? scope.groups[id] : undefined;
      if (group === undefined || Array.isArray(group)) return group;
      return isRecord(group) && group['type'] === 'list' && Array.isArray(group['values']) ? group['values'] : null;
    },
  };
  const tests = Object.entries(expected).map(([name, value]) =>
    Object.hasOwn(operators, name) ? (operators[name] as (typeof operators)[string])(value, compiler) : never,
  );
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (actual) => tests.every((test) => test(actual));
}

const readKey = (from: unknown, key: string): unknown => {
  if (typeof from !== 'object' || from === null) return null;
  const value = (from as Attributes)[key];
  // What every object inherits is a function: no attribute.
  return value === undefined || typeof value === 'function' ? null : value;
};

function compilePath(path: string): (attributes: unknown) => unknown {
  const [first = '', ...rest] = path.split('.');
  if (rest.length === 0) return (attributes) => readKey(attributes, first);
  return (attributes) => rest.reduce(readKey, readKey(attributes, first));
}
