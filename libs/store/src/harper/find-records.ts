import type { Row, TableDefinition } from '@harper-edge/contracts';
import { compareByPlan, isAfter, matches, type Plan } from '../query.ts';
import type { HarperTable } from './harper-globals.ts';
import { canSeek, indexedPart, indexRange, kindOf } from './index-range.ts';

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
    if (op !== 'eq' || field === plan.sortField || !indexes.includes(field)) continue;
    if (!canSeek(value, kindOf(table, field))) continue;
    const rows: R[] = [];
    const conditions = [{ attribute: field, comparator: 'equals', value: value === 0 ? 0 : value }];
    for await (const record of table.search({ conditions, limit: fewRecords + 1 })) rows.push(record as unknown as R);
    if (rows.length <= fewRecords) return rows;
  }
  return undefined;
}

/**
 * Rows in the order of the sort field alone, in runs of what its index holds for equal: Harper promises no order within a run.
 * Only conditions on that field are handed over, so that Harper can only use its index.
 */
async function* equalRuns<R extends Row>(table: HarperTable, plan: Plan<R>): AsyncGenerator<R[]> {
  const { sortField, descending } = plan;
  const conditions = indexRange(table, plan);
  if (conditions === undefined) return;
  let run: R[] = [];
  for await (const record of table.search({ conditions, sort: { attribute: sortField, descending } })) {
    const row = record as unknown as R;
    if (run[0] !== undefined && indexedPart(run[0][sortField]) !== indexedPart(row[sortField])) {
      yield run;
      run = [];
    }
    // Harper's index has the rows without a value too.
    if (row[sortField] !== undefined && row[sortField] !== null) run.push(row);
  }
  yield run;
}
