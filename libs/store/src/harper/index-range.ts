import type { Comparable, Row } from '@harper-edge/contracts';
import { compareValues, type Plan } from '../query.ts';
import type { HarperCondition, HarperTable } from './harper-globals.ts';

type Kind = 'string' | 'number' | 'boolean';

const kinds: Readonly<Record<string, Kind>> = {
  ID: 'string',
  String: 'string',
  Float: 'number',
  Int: 'number',
  Long: 'number',
  Boolean: 'boolean',
};

/** Harper's indexes hold only the beginning of long strings; strings up to this length they hold whole. */
const exactCharacters = 64;
const highestCharacter = '\u{10ffff}';

export const kindOf = ({ attributes }: HarperTable, field: string): Kind | undefined =>
  kinds[attributes.find(({ name }) => name === field)?.type ?? ''];

/** Whether Harper can be asked for the value: it fails on another type than the schema's, and takes '' for null. */
export const canSeek = (value: Comparable, kind: Kind | undefined): boolean =>
  typeof value === kind && value !== '' && !Number.isNaN(value);

/** The part of a value that an index holds for sure: rows in the order of an index are in the order of this part. */
export function indexedPart(value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= exactCharacters) return value;
  const part = value.slice(0, exactCharacters);
  // Not half a character: alone, it would not sort where the whole one does.
  return /[\ud800-\udbff]$/.test(part) ? part.slice(0, -1) : part;
}

/**
 * One condition that leaves what the plan's conditions on its sort field and its cursor leave, and perhaps more: every row
 * is checked afterwards. `undefined` when nothing is left.
 */
export function indexRange<R extends Row>(table: HarperTable, plan: Plan<R>): readonly HarperCondition[] | undefined {
  const { sortField: attribute } = plan;
  const { lower, upper } = boundsOf(plan, kindOf(table, attribute));
  if (lower === undefined && upper === undefined) return [];
  if (lower === undefined) return [{ attribute, comparator: 'less_than_equal', value: upper }];
  if (upper === undefined) return [{ attribute, comparator: 'greater_than_equal', value: lower }];
  if (compareValues(lower, upper) > 0) return undefined;
  return [{ attribute, comparator: 'between', value: [lower, upper] }];
}

interface Bounds {
  readonly lower: Comparable | undefined;
  readonly upper: Comparable | undefined;
}

function boundsOf<R extends Row>(
  { sortField, descending, conditions, after }: Plan<R>,
  kind: Kind | undefined,
): Bounds {
  const lowers: Comparable[] = [];
  const uppers: Comparable[] = [];
  // Without a condition Harper begins an index at `true`, and does not sort by id at all.
  if (kind === 'boolean') lowers.push(false);
  if (sortField === 'id') lowers.push('\0');
  for (const { field, op, value } of conditions) {
    if (field !== sortField || op === 'ne' || op === 'in' || typeof value !== kind) continue;
    if (op === 'startsWith') uppers.push(`${String(indexedPart(value))}${highestCharacter}`);
    if (op !== 'lt' && op !== 'le') lowers.push(floorOf(value));
    if (op === 'eq' || op === 'lt' || op === 'le') uppers.push(ceilingOf(value));
  }
  if (after !== undefined && typeof after.value === kind) {
    if (descending) uppers.push(ceilingOf(after.value));
    else lowers.push(floorOf(after.value));
  }
  const lower = lowers.sort(compareValues).at(-1);
  return { lower: lower === '' ? undefined : lower, upper: uppers.sort(compareValues)[0] };
}

const floorOf = (value: Comparable): Comparable => (value === 0 ? 0 : (indexedPart(value) as Comparable));

function ceilingOf(value: Comparable): Comparable {
  const part = floorOf(value);
  if (part === '') return '\0';
  return part === value || value === 0 ? part : `${String(part)}${highestCharacter}`;
}
