import { invalidCount, type NoTest } from './no-test.ts';

/** A table of counts row by row without its empty rows and columns, and its totals. */
export interface CountTable {
  readonly rows: readonly ArrayLike<number>[];
  readonly rowTotals: readonly number[];
  readonly columnTotals: readonly number[];
  readonly n: number;
  readonly droppedRows: number;
  readonly droppedColumns: number;
}

/**
 * Checks a table and drops its empty rows and columns.
 *
 * @throws RangeError for rows of unequal length
 */
export function countTable(table: readonly ArrayLike<number>[]): CountTable | NoTest {
  const width = table[0]?.length ?? 0;
  const columnTotals = new Array<number>(width).fill(0);
  const rowTotals: number[] = [];
  let n = 0;
  for (const row of table) {
    if (row.length !== width) throw new RangeError(`Rows have one length, got ${row.length} and ${width}.`);
    const invalid = invalidCount(row);
    if (invalid !== undefined) return invalid;
    let total = 0;
    for (let column = 0; column < width; column += 1) {
      const count = row[column] as number;
      total += count;
      columnTotals[column] = (columnTotals[column] as number) + count;
    }
    rowTotals.push(total);
    n += total;
  }
  if (n === 0) return { ok: false, reason: 'insufficientData', needed: 1, received: 0 };
  const whole = { rows: table, rowTotals, columnTotals, n, droppedRows: 0, droppedColumns: 0 };
  return rowTotals.includes(0) || columnTotals.includes(0) ? withoutEmpty(whole) : whole;
}

function withoutEmpty({ rows, rowTotals, columnTotals, n }: CountTable): CountTable {
  const used = (_: unknown, column: number): boolean => columnTotals[column] !== 0;
  const left = rows.filter((_, row) => rowTotals[row] !== 0).map((row) => Array.from(row).filter(used));
  const kept = columnTotals.filter(used);
  return {
    rows: left,
    rowTotals: rowTotals.filter((total) => total !== 0),
    columnTotals: kept,
    n,
    droppedRows: rows.length - left.length,
    droppedColumns: columnTotals.length - kept.length,
  };
}
