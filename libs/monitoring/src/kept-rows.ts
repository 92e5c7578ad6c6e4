import { EdgeError, isEdgeError, scan, type Condition, type Query, type Row, type Table } from '@harper-edge/contracts';

/** Rows that people write; few enough to be read all at once. */
export interface KeptRows<R extends Row> {
  list(): Promise<readonly R[]>;
  /** @throws EdgeError NOT_FOUND */
  get(id: string): Promise<R>;
  /** @throws EdgeError NOT_FOUND */
  delete(id: string): Promise<void>;
}

/** @param what names such a row in messages */
export const createKeptRows = <R extends Row>(table: Table<R>, what: string): KeptRows<R> => ({
  list: () => allRows(table),
  get: async (id) => {
    const found = await table.get(id);
    if (found === undefined) throw noSuch(what, id);
    return found;
  },
  delete: async (id) => {
    if (!(await table.delete(id))) throw noSuch(what, id);
  },
});

export const noSuch = (what: string, id: string, cause?: unknown): EdgeError =>
  new EdgeError('NOT_FOUND', `no ${what} ${JSON.stringify(id.slice(0, 300))}`, { cause });

/** For a patch whose row may be gone or another by now. @throws what is not that */
export function ignoreChanged(error: unknown): undefined {
  if (isEdgeError(error, 'PRECONDITION_FAILED') || isEdgeError(error, 'NOT_FOUND')) return undefined;
  throw error;
}

export async function allRows<R extends Row>(
  table: Table<R>,
  query: Omit<Query<R>, 'cursor'> = {},
): Promise<readonly R[]> {
  const rows: R[] = [];
  for await (const row of scan(table, query)) rows.push(row);
  return rows;
}

/** Deletes a bounded number of rows where this time lies before; returns how many. */
export async function deleteEnded<R extends Row>(
  table: Table<R>,
  field: keyof R & string,
  timeMs: number,
): Promise<number> {
  const { rows } = await table.query({ where: [{ field, op: 'lt', value: timeMs }], limit: deletedAtOnce });
  for (const { id } of rows) await table.delete(id);
  return rows.length;
}

const deletedAtOnce = 500;

/** What a page of rows is asked for with. */
export interface PageOf {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Newest first, where the given fields hold these values. */
export function newestWhere<R extends Row>(
  time: keyof R & string,
  fields: { readonly [Field in keyof R]?: string | undefined },
  { limit, cursor }: PageOf,
): Query<R> {
  const where: Condition<R>[] = [];
  for (const [field, value] of Object.entries(fields))
    if (typeof value === 'string') where.push({ field: field as keyof R & string, op: 'eq', value });
  return {
    where,
    sort: { field: time, order: 'descending' },
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  };
}
