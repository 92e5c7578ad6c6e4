import { EdgeError } from '../edge-error.ts';

/** A row is a JSON object with an id of 1 to 300 characters. */
export interface Row {
  readonly id: string;
}

export interface TableDefinition<R extends Row = Row> {
  readonly name: string;
  /**
   * Fields that conditions can find rows by without reading all of them, and that `sort` accepts besides `id`.
   * Their values are well-formed strings of at most 512 characters, finite numbers or booleans; a row where one is `null` or
   * missing is left out when sorting by it.
   */
  readonly indexes: readonly (keyof R & string)[];
}

export type Comparable = string | number | boolean;

/**
 * A condition compares only values of its own type; `null` and missing never match.
 * Strings compare by code point, numbers by value, `false` before `true`.
 */
export type Condition<R extends Row = Row> =
  | {
      readonly field: keyof R & string;
      readonly op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
      readonly value: Comparable;
    }
  | { readonly field: keyof R & string; readonly op: 'startsWith'; readonly value: string }
  | { readonly field: keyof R & string; readonly op: 'in'; readonly value: readonly Comparable[] };

export interface Query<R extends Row = Row> {
  /** All must hold. */
  readonly where?: readonly Condition<R>[];
  /** Default: by `id`, ascending. Rows with equal values follow in the order of their ids, in the same direction. */
  readonly sort?: { readonly field: keyof R & string; readonly order: 'ascending' | 'descending' };
  /** 1 to 10,000 rows; default 100. */
  readonly limit?: number;
  /** `nextCursor` of the page before, from the same query. Rows written meanwhile never repeat or hide others. */
  readonly cursor?: string;
}

export interface Page<R extends Row> {
  readonly rows: readonly R[];
  /** Present when more rows follow. */
  readonly nextCursor?: string;
}

/** Rows that are added together. */
export interface RowBatch<R extends Row> {
  /**
   * Takes the row in as it is now: changing it later changes nothing, and nothing of it is kept alive.
   * @throws EdgeError INVALID_INPUT; the rows before it and after it are not touched by that.
   */
  add(row: R): void;
  /**
   * To be called once, after the last `add`. Writes all rows in one go where the store has such a write; a store that has not
   * may have stored some of them when this fails.
   * @throws EdgeError UNAVAILABLE
   */
  write(): Promise<void>;
}

/**
 * One collection of rows. Every write is atomic and durable when its promise resolves; writers to one row never lose
 * each other's changes, whichever thread of the host they run on.
 */
export interface Table<R extends Row> {
  /** @throws EdgeError INVALID_INPUT, as every call, on an id no row can have. */
  get(id: string): Promise<R | undefined>;
  /**
   * Writes the whole row, replacing what was there.
   * @throws EdgeError CONFLICT with `ifAbsent` when the row exists.
   */
  put(row: R, options?: { readonly ifAbsent?: boolean }): Promise<void>;
  /** For adding many rows whose ids have never been used, which the caller vouches for and nobody checks. */
  batch(): RowBatch<R>;
  /**
   * Replaces the given top-level fields and leaves the others; returns the row as it then is.
   * @throws EdgeError NOT_FOUND; PRECONDITION_FAILED when a field of `ifMatch` no longer holds that value.
   */
  patch(id: string, changes: Partial<Omit<R, 'id'>>, options?: { readonly ifMatch?: Partial<R> }): Promise<R>;
  /**
   * Returns whether the row was there.
   * @throws EdgeError PRECONDITION_FAILED when the row is there and a field of `ifMatch` does not hold that value.
   */
  delete(id: string, options?: { readonly ifMatch?: Partial<R> }): Promise<boolean>;
  /** @throws EdgeError INVALID_INPUT on an unsortable field, a limit out of range or a malformed cursor. */
  query(query?: Query<R>): Promise<Page<R>>;
  /**
   * A number that has changed once a write to this table, from any thread of this host, is done: what was read under the
   * same number still holds as far as this host goes. Absent where the store cannot tell.
   */
  changes?(): number;
}

/** All rows of a query, page by page; `limit` is the size of a page. */
export async function* scan<R extends Row>(table: Table<R>, query: Omit<Query<R>, 'cursor'> = {}): AsyncGenerator<R> {
  let cursor: string | undefined;
  do {
    const page: Page<R> = await table.query({ limit: 1_000, ...query, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.rows;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

const maxPageRows = 10_000;

/** @throws EdgeError INVALID_INPUT unless a whole number from 1 to 10,000. */
export function checkLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxPageRows) {
    throw new EdgeError(
      'INVALID_INPUT',
      `limit: expected a whole number from 1 to ${String(maxPageRows)}, received ${String(limit)}`,
    );
  }
  return limit;
}
