import {
  checkLimit,
  EdgeError,
  type Comparable,
  type Condition,
  type Page,
  type Query,
  type Row,
  type TableDefinition,
} from '@harper-edge/contracts';
import { isIndexable } from './rows.ts';

/** By value within a type; strings by code point, as UTF-8 bytes sort, which is not how JavaScript's `<` sorts them. */
export function compareValues(a: Comparable, b: Comparable): number {
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    // Surrogates stand for code points above all others, but their units lie below U+E000.
    const [xHigh, yHigh] = [isSurrogate(x), isSurrogate(y)];
    if (xHigh !== yHigh) return xHigh ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

export function matches<R extends Row>(row: R, conditions: readonly Condition<R>[]): boolean {
  return conditions.every((condition) => holds(row[condition.field], condition));
}

function holds<R extends Row>(value: unknown, condition: Condition<R>): boolean {
  if (condition.op === 'in') return condition.value.some((wanted) => wanted === value);
  if (typeof value !== typeof condition.value || value === undefined) return false;
  if (condition.op === 'startsWith') return (value as string).startsWith(condition.value);
  const order = compareValues(value as Comparable, condition.value);
  switch (condition.op) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
  }
}

/** Where a page ended: the sort value and id of its last row. */
interface Position {
  readonly value: Comparable;
  readonly id: string;
}

/** A query with its defaults filled in and everything checked. */
export interface Plan<R extends Row> {
  readonly conditions: readonly Condition<R>[];
  readonly sortField: keyof R & string;
  readonly descending: boolean;
  readonly limit: number;
  readonly after: Position | undefined;
}

/** @throws EdgeError INVALID_INPUT on an unsortable field, a limit out of range, a value no row can have or a malformed cursor. */
export function planQuery<R extends Row>(query: Query<R>, definition: TableDefinition<R>): Plan<R> {
  const sortField = query.sort?.field ?? 'id';
  if (sortField !== 'id' && !definition.indexes.includes(sortField)) {
    throw new EdgeError(
      'INVALID_INPUT',
      `${definition.name}: expected to sort by one of id, ${definition.indexes.join(', ')}, received ${sortField}`,
    );
  }
  const conditions = query.where ?? [];
  for (const { field, value } of conditions) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string' && !isIndexable(one)) {
        throw new EdgeError(
          'INVALID_INPUT',
          `${definition.name}.${field}: a value to compare with is too long or not well-formed`,
        );
      }
    }
  }
  return {
    conditions,
    sortField,
    descending: query.sort?.order === 'descending',
    limit: checkLimit(query.limit ?? 100),
    after: query.cursor === undefined ? undefined : decodeCursor(query.cursor),
  };
}

/** Sorts by the plan's field and then by id, both in the plan's direction. */
export function compareByPlan<R extends Row>({ sortField, descending }: Plan<R>): (a: R, b: R) => number {
  const direction = descending ? -1 : 1;
  return (a, b) =>
    direction * (compareValues(a[sortField] as Comparable, b[sortField] as Comparable) || compareValues(a.id, b.id));
}

/** Whether the row follows the position where the last page ended. */
export function isAfter<R extends Row>(row: R, { sortField, descending, after }: Plan<R>): boolean {
  if (after === undefined) return true;
  const value = row[sortField] as Comparable;
  const order =
    typeof value === typeof after.value
      ? compareValues(value, after.value) || compareValues(row.id, after.id)
      : compareValues(typeof value, typeof after.value);
  return descending ? order < 0 : order > 0;
}

/** Cuts rows, sorted by the plan and at least one more than its limit where there are more, to a page. */
export function toPage<R extends Row>(rows: readonly R[], { limit, sortField }: Plan<R>): Page<R> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: shown };
  return { rows: shown, nextCursor: encodeCursor({ value: last[sortField] as Comparable, id: last.id }) };
}

const encodeCursor = ({ value, id }: Position): string =>
  Buffer.from(JSON.stringify([value, id])).toString('base64url');

function decodeCursor(cursor: string): Position {
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown];
    const comparable = typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
    if (comparable && typeof id === 'string') return { value, id };
  } catch {
    // Falls through to the one message for everything that is no cursor.
  }
  throw new EdgeError('INVALID_INPUT', 'cursor: expected the nextCursor of the page before, received something else');
}
