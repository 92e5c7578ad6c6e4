import { usageError } from './cli-error.ts';
import { parseNumber } from './parse-number.ts';
import { parseJson } from './read-input.ts';

const columns = { productId: 'text', price: 'number', demand: 'number', timestamp: 'text', days: 'number', sourceId: 'text' } as const; // prettier-ignore

/**
 * Points as the API takes them: JSON as it is, or CSV whose first line names its columns. Empty cells are left out, and
 * what the values may be is for the host to say.
 *
 * @throws CliError when it is neither, naming the line
 */
export function parsePricePoints(text: string): unknown {
  const content = text.replace(/^\uFEFF/, '').trim();
  if (/^[[{]/.test(content)) return parseJson(content, 'points');
  const [header = '', ...lines] = content.split(/\r?\n/);
  const names = cellsOf(header).map(parseColumn);
  return lines.flatMap((line, index) => (line.trim() === '' ? [] : [parsePoint(line, names, index + 2)]));
}

type Column = keyof typeof columns;

function parseColumn(name: string): Column {
  if (Object.hasOwn(columns, name)) return name as Column;
  const known = Object.keys(columns).join(', ');
  throw usageError(
    `points: expected JSON, or CSV with columns of ${known}, received ${JSON.stringify(name.slice(0, 60))}`,
  );
}

function parsePoint(line: string, names: readonly Column[], number: number): object {
  const cells = cellsOf(line);
  if (cells.length !== names.length)
    throw usageError(`points, line ${number}: expected ${names.length} cells, received ${cells.length}`);
  const given = names.flatMap((name, at) => {
    const cell = cells[at] ?? '';
    if (cell === '') return [];
    return [[name, columns[name] === 'number' ? parseNumber(cell, `points, line ${number}, ${name}`) : cell]];
  });
  return Object.fromEntries(given) as object;
}

/** No value of a point holds a comma, so that quotes only ever stand around a whole cell. */
const cellsOf = (line: string): readonly string[] =>
  line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
