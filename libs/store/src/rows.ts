import { EdgeError, type Row, type RowBatch, type TableDefinition } from '@harper-edge/contracts';

/** Long enough for two ids of the API and what joins them. */
const maxIdCharacters = 300;
const maxIndexedCharacters = 512;

/** Half of a character outside the basic plane: UTF-8 cannot hold it, so keys would change. */
const loneSurrogate = /\p{Surrogate}/u;

/**
 * What every adapter checks before it writes, so that a row one of them accepts is accepted by all.
 *
 * @throws EdgeError INVALID_INPUT
 */
export function checkRow<R extends Row>(row: R, { name, indexes }: TableDefinition<R>): void {
  checkRowId(row.id, name);
  for (const field of indexes) {
    const value: unknown = row[field];
    if (value === undefined || value === null || typeof value === 'boolean') continue;
    if (typeof value === 'number' && Number.isFinite(value)) continue;
    if (typeof value === 'string' && isIndexable(value)) continue;
    const received =
      typeof value === 'string' ? `${value.length} characters` : `${typeof value} ${JSON.stringify(value)}`;
    throw new EdgeError(
      'INVALID_INPUT',
      `${name}.${field}: expected a well-formed string of at most ${maxIndexedCharacters} characters, a finite number or a boolean, received ${received}`,
    );
  }
}

/** Whether the string can be found again by its value in every store. */
export const isIndexable = (value: string): boolean =>
  value.length <= maxIndexedCharacters && !loneSurrogate.test(value);

/** @throws EdgeError INVALID_INPUT */
export function checkRowId(id: string, table: string): void {
  if (typeof id !== 'string' || id === '' || id.length > maxIdCharacters || loneSurrogate.test(id)) {
    throw new EdgeError(
      'INVALID_INPUT',
      `${table}.id: expected a well-formed string of 1 to ${maxIdCharacters} characters`,
    );
  }
}

/** @throws EdgeError PRECONDITION_FAILED when a field of `expected` does not hold the value it says. */
export function checkMatch<R extends Row>(row: R, expected: Partial<R>, table: string): void {
  for (const [field, value] of Object.entries(expected)) {
    const current: unknown = row[field as keyof R];
    if (JSON.stringify(current) !== JSON.stringify(value)) {
      throw new EdgeError(
        'PRECONDITION_FAILED',
        `${table} "${row.id}": expected ${field} to be ${JSON.stringify(value)}, but it is ${JSON.stringify(current)}; read the row again`,
      );
    }
  }
}

export const rowExists = (table: string, id: string): EdgeError =>
  new EdgeError('CONFLICT', `${table} "${id}": expected it to be absent, but it is there already`);

export const rowMissing = (table: string, id: string): EdgeError =>
  new EdgeError('NOT_FOUND', `${table}: no row "${id}"`);

/** The row with the changes laid over it; changes that are `undefined` do nothing. */
export function patched<R extends Row>(row: R, changes: Partial<Omit<R, 'id'>>): R {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...row, ...Object.fromEntries(given), id: row.id };
}

/** A batch that keeps the rows, each as `copy` makes it, until they are written. */
export function batchOfCopies<R extends Row, C>(
  definition: TableDefinition<R>,
  { copy, write }: { readonly copy: (row: R) => C; readonly write: (rows: readonly C[]) => Promise<void> },
): RowBatch<R> {
  const rows: C[] = [];
  return {
    add: (row) => {
      checkRow(row, definition);
      rows.push(copy(row));
    },
    write: () => write(rows),
  };
}
