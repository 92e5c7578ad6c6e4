/** How text is shown: with tables and colours on a terminal, plainly elsewhere. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  /** Rows under their column names; where it is no terminal, the rows alone with tabs between their cells. */
  table(columns: readonly string[], rows: readonly (readonly Cell[])[]): string;
}

export type Cell = string | number | null | undefined;

export interface StyleOptions {
  readonly isTerminal: boolean;
  readonly hasColours: boolean;
}

export function createStyle({ isTerminal, hasColours }: StyleOptions): Style {
  const colour = (on: number, off: number) => (text: string) =>
    hasColours && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  const bold = colour(1, 22);
  return {
    bold,
    dim: colour(2, 22),
    good: colour(32, 39),
    bad: colour(31, 39),
    table: (columns, rows) => (isTerminal ? aligned(columns, rows, bold) : tabbed(rows)),
  };
}

/** What has no value is shown as a dash on a terminal, and as nothing elsewhere. */
const cellText = (cell: Cell, none: string): string => clean(cell === null || cell === undefined ? none : String(cell));

/** Names and messages come from others: what a terminal would obey is shown as a question mark. */
const clean = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?');

function aligned(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  bold: (text: string) => string,
): string {
  if (rows.length === 0) return 'nothing';
  const cells = rows.map((row) => columns.map((_, index) => cellText(row[index], '–')));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => (row[index] ?? '').length)),
  );
  const isNumeric = columns.map((_, index) => rows.every((row) => typeof row[index] !== 'string'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) =>
        isNumeric[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [bold(line(columns)), ...cells.map(line)].join('\n');
}

const tabbed = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => row.map((cell) => cellText(cell, '')).join('\t')).join('\n');
