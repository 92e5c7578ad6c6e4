/** Rows as objects, or columns as arrays of one length. What is absent is missing. */
export type DataTable = readonly Readonly<Record<string, unknown>>[] | Columns;

export type Columns = Readonly<Record<string, ArrayLike<unknown>>>;

const isRows = (table: DataTable): table is readonly Readonly<Record<string, unknown>>[] => Array.isArray(table);

/** @throws RangeError for columns of unequal length */
export function rowCount(table: DataTable): number {
  if (isRows(table)) return table.length;
  const lengths = Object.entries(table).map(([name, values]) => ({ name, length: values.length }));
  const other = lengths.find(({ length }) => length !== lengths[0]?.length);
  if (other !== undefined) {
    throw new RangeError(
      `Columns have one length, got ${other.length} of "${other.name}" and ${lengths[0]?.length ?? 0}.`,
    );
  }
  return lengths[0]?.length ?? 0;
}

/** The values of a column; all missing if the table has no such column. */
export function columnOf(table: DataTable, name: string): ArrayLike<unknown> {
  if (isRows(table)) return table.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined));
  return Object.hasOwn(table, name) ? (table[name] as ArrayLike<unknown>) : new Array<unknown>(rowCount(table));
}

/** The values of a numeric column, NaN for those that are missing: the array itself where it is one of doubles. */
export function numericColumn(table: DataTable, name: string): ArrayLike<number> {
  const values = columnOf(table, name);
  if (values instanceof Float64Array || values instanceof Float32Array) return values;
  const numbers = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (typeof value !== 'number') {
      throw new TypeError(`Column "${name}" is numeric, got ${typeof value} at row ${index}.`);
    }
    numbers[index] = value;
  }
  return numbers;
}
