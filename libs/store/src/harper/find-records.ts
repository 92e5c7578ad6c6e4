import type { Condition, Row, TableDefinition } from '@harper-edge/contracts';
import { compareByPlan, isAfter, matches, type Plan } from '../query.ts';
import type { HarperCondition, HarperTable } from './harper-globals.ts';

/** Up to this many records are rather read and sorted than found by walking the whole order. */
const fewRecords = 2_000;

/**
 * The rows of the plan in its order, one more than its limit where there are more. Harper is asked for one index at a time,
 * to sort by it or to find equal values in it; everything else is decided here, so that all stores decide alike.
 */
export async function findRecords<R extends Row>(
  table: HarperTable,
  plan: Plan<R>,
  definition: TableDefinition<R>,
): Promise<readonly R[]> {
  const found: R[] = [];
  const few = await fewMatches(table, plan, definition);
  if (few !== undefined) {
    const sortable = few.filter((row) => row[plan.sortField] !== undefined && row[plan.sortField] !== null);
    found.push(...sortable.filter((row) => matches(row, plan.conditions) && isAfter(row, plan)));
    return found.sort(compareByPlan(plan)).slice(0, plan.limit + 1);
  }
  for await (const run of equalRuns(table, plan)) {
    const kept = run.filter((row) => matches(row, plan.conditions) && isAfter(row, plan));
    found.push(...kept.sort(compareByPlan(plan)));
    if (found.length > plan.limit) break;
  }
  return found.slice(0, plan.limit + 1);
}

/** All rows of an equality on an index, if they are few; walking the order of the sort is better when they are many. */
async function fewMatches<R extends Row>(
  table: HarperTable,
  plan: Plan<R>,
  { indexes }: TableDefinition<R>,
): Promise<R[] | undefined> {
  for (const { op, field, value } of plan.conditions) {
    if (op !== 'eq' || value === '' || field === plan.sortField || !indexes.includes(field)) continue;
    const rows: R[] = [];
    const conditions = [{ attribute: field, comparator: 'equals', value }];
    for await (const record of table.search({ conditions, limit: fewRecords + 1 })) rows.push(record as unknown as R);
    if (rows.length <= fewRecords) return rows;
  }
  return undefined;
}

/**
 * Rows in the order of the sort field alone, in runs of equal values: Harper promises no order within a run.
 * Only conditions on that field are handed over, so that Harper can only use its index.
 */
async function* equalRuns<R extends Row>(table: HarperTable, plan: Plan<R>): AsyncGenerator<R[]> {
  const { sortField, descending } = plan;
  const sort = { attribute: sortField, descending };
  let run: R[] = [];
  for await (const record of table.search({ conditions: conditionsOn(plan), sort })) {
    const row = record as unknown as R;
    if (run[0] !== undefined && run[0][sortField] !== row[sortField]) {
      yield run;
      run = [];
    }
    run.push(row);
  }
  yield run;
}

const comparators: Readonly<Record<string, string>> = {
  eq: 'equals',
  lt: 'less_than',
  le: 'less_than_equal',
  gt: 'greater_than',
  ge: 'greater_than_equal',
  startsWith: 'starts_with',
};

/** Conditions on the sort field and the cursor, loosely: every row is checked afterwards. */
function conditionsOn<R extends Row>({
  sortField,
  descending,
  conditions,
  after,
}: Plan<R>): readonly HarperCondition[] {
  const own = conditions.filter(({ field }) => field === sortField).flatMap(toHarper);
  if (after !== undefined && after.value !== '') own.push(condition(sortField, descending ? 'le' : 'ge', after.value));
  // Harper sorts backwards by id only within a condition.
  if (own.length === 0 && sortField === 'id') own.push(condition('id', 'ge', '\0'));
  return own;
}

function toHarper<R extends Row>({ field, op, value }: Condition<R>): HarperCondition[] {
  // Harper takes the empty string for null.
  return Object.hasOwn(comparators, op) && value !== '' ? [condition(field, op, value)] : [];
}

const condition = (attribute: string, op: string, value: unknown): HarperCondition => ({
  attribute,
  comparator: comparators[op] ?? 'equals',
  value,
});
