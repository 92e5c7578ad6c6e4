import type { Condition, Row, TableDefinition } from '@harper-edge/contracts';
import { compareByPlan, isAfter, matches, type Plan } from '../query.ts';
import type { TableFiles } from './embedded-table.ts';
import { after, fieldPrefix, idOf, indexKey, valuePrefix } from './index-key.ts';

/** Up to this many rows are rather read and sorted than found by walking the whole order. */
const fewRows = 5_000;

/** The rows of the plan in its order, one more than its limit where there are more. */
export function findRows<R extends Row>(
  files: TableFiles<R>,
  plan: Plan<R>,
  definition: TableDefinition<R>,
): readonly R[] {
  const few = fewMatches(files, plan, definition);
  if (few !== undefined) {
    return few
      .filter((row) => row[plan.sortField] !== undefined && row[plan.sortField] !== null)
      .filter((row) => matches(row, plan.conditions) && isAfter(row, plan))
      .sort(compareByPlan(plan))
      .slice(0, plan.limit + 1);
  }
  const found: R[] = [];
  for (const row of inOrder(files, plan)) {
    if (!matches(row, plan.conditions) || !isAfter(row, plan)) continue;
    found.push(row);
    if (found.length > plan.limit) break;
  }
  return found;
}

/** All rows of an equality on an index, if they are few; walking the order of the sort is better when they are many. */
function fewMatches<R extends Row>(
  { rows, index }: TableFiles<R>,
  plan: Plan<R>,
  { indexes }: TableDefinition<R>,
): R[] | undefined {
  for (const condition of plan.conditions) {
    if (condition.op !== 'eq' || condition.field === plan.sortField || !indexes.includes(condition.field)) continue;
    const prefix = valuePrefix(condition.field, condition.value);
    const keys = [...index.getKeys({ start: prefix, end: after(prefix), limit: fewRows + 1 })];
    if (keys.length <= fewRows) return keys.flatMap((key) => rows.get(idOf(key, condition.field)) ?? []);
  }
  return undefined;
}

/** Rows in the plan's order from where its cursor points, within what conditions on the sort field leave. */
function* inOrder<R extends Row>({ rows, index }: TableFiles<R>, plan: Plan<R>): Generator<R> {
  const { sortField, descending, after: position } = plan;
  if (sortField === 'id') {
    const start = position === undefined ? {} : { start: position.id };
    const range = descending ? { ...start, reverse: true } : idRange(plan);
    for (const { value } of rows.getRange(range)) yield value;
    return;
  }
  const { lower, upper } = boundsOf(sortField, plan.conditions);
  const from = position === undefined ? undefined : indexKey(sortField, position.value, position.id);
  // LMDB's ranges include their start and exclude their end, also when they run backwards.
  const range = descending
    ? { start: smallest(from, upper), end: justBefore(lower), reverse: true }
    : { start: largest(from, lower), end: upper };
  for (const key of index.getKeys(range)) {
    const row = rows.get(idOf(key, sortField));
    if (row !== undefined) yield row;
  }
}

/** Ids, ascending, that can satisfy the conditions on them; loose, because every row is checked afterwards. */
function idRange<R extends Row>({ conditions, after: position }: Plan<R>): { start?: string; end?: string } {
  const range: { start?: string; end?: string } = {};
  for (const { field, op, value } of conditions) {
    if (field !== 'id' || typeof value !== 'string' || value === '') continue;
    if (op === 'ge' || op === 'gt' || op === 'eq' || op === 'startsWith') range.start = value;
    if (op === 'le' || op === 'lt' || op === 'eq') range.end = `${value}\0`;
    if (op === 'startsWith') range.end = `${value}\u{10ffff}`;
  }
  return position === undefined ? range : { ...range, start: position.id };
}

/** Keys of the field that can satisfy the conditions on it; loose, because every row is checked afterwards. */
function boundsOf<R extends Row>(field: string, conditions: readonly Condition<R>[]): { lower: Buffer; upper: Buffer } {
  let lower = fieldPrefix(field);
  let upper = after(lower);
  for (const { op, value, field: conditioned } of conditions) {
    if (conditioned !== field || op === 'ne' || op === 'in') continue;
    const prefix = valuePrefix(field, value);
    if (op === 'eq' || op === 'ge' || op === 'gt' || op === 'startsWith') {
      // The end mark of a string is no part of what longer strings start with.
      lower = largest(lower, op === 'startsWith' ? prefix.subarray(0, -2) : prefix);
    }
    if (op === 'eq' || op === 'le' || op === 'lt') upper = smallest(upper, after(prefix));
  }
  return { lower, upper };
}

const largest = (a: Buffer | undefined, b: Buffer): Buffer => (a !== undefined && Buffer.compare(a, b) > 0 ? a : b);
const smallest = (a: Buffer | undefined, b: Buffer): Buffer => (a !== undefined && Buffer.compare(a, b) < 0 ? a : b);

/** A key below this one and above all shorter prefixes: the excluded end of a backward range. */
function justBefore(key: Buffer): Buffer {
  const before = Buffer.from(key);
  before[before.length - 1] = (before.at(-1) ?? 1) - 1;
  return before.at(-1) === 0xff ? key.subarray(0, -1) : before;
}
