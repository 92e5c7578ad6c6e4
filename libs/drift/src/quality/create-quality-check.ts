import { checkAlpha } from '../drift-test-result.ts';
import { columnOf, type DataTable, rowCount } from '../profile/data-table.ts';
import { collectQuality, type ColumnState, isMissing } from './column-collector.ts';
import { collectCorrelations } from './correlation-collector.ts';
import { addToHash, finalise } from './hash-value.ts';
import { qualityReport, type QualityReport } from './quality-report.ts';
import type { QualityRules } from './quality-rules.ts';
import type { QualityState } from './quality-state.ts';

export interface QualityOptions {
  /** Columns that together are different in every row and never missing. */
  readonly key?: readonly string[];
  /**
   * The time of the check, in milliseconds since 1970: timestamps after it are in the future, and how old the latest is
   * shows whether the data is stale. Without it neither is known.
   */
  readonly now?: number;
  /** The report of data that was good, which this data is compared with. */
  readonly reference?: QualityReport;
  /** Of the tests against the reference; in (0, 1), default 0.05. */
  readonly alpha?: number;
  /** Of the quantile sketches; another one for each part that is merged. Default 1. */
  readonly seed?: number;
}

export interface QualityCheck {
  add(table: DataTable): void;
  /** Add what another check of the same rules has seen; its rows count as coming after those seen here. */
  merge(other: QualityState): void;
  toJSON(): QualityState;
  /** What was seen, and what is wrong with it. */
  report(): QualityReport;
}

/** Correlations of more numeric columns than this are not looked at. */
const mostCorrelated = 40;

/**
 * Looks at every value once and keeps counts, a quantile sketch and the different values of each column. Violations of
 * rules are `drift`. What is unusual in itself, such as a constant column or an outlier, is `possible`. Missing values and
 * correlations are compared with a reference by two keys: p <= alpha, and a share that rises by 0.05 or a coefficient that
 * changes its sign and by 0.2. Counts are exact; outliers are those of a quantile sketch.
 *
 * Memory is bounded but for the hashes, 64 bits each, of all rows of this part, by which duplicates are found; these are
 * no part of the state, so duplicates across merged parts are not seen.
 *
 * @throws RangeError for an alpha outside (0, 1), columns of unequal length or a state of other rules, SyntaxError for a
 *   pattern that is none
 * @example
 * const check = createQualityCheck({ age: { type: 'numeric', minimum: 0, maximum: 120 } });
 * check.add([{ age: 31 }, { age: -1 }]);
 * check.report().violations // [{ kind: 'outOfRange', column: 'age', count: 1, … }]
 */
export function createQualityCheck(
  rules: QualityRules,
  { key = [], now, reference, alpha = 0.05, seed = 1 }: QualityOptions = {},
): QualityCheck {
  checkAlpha(alpha);
  const names = Object.keys(rules);
  const collectors = Object.entries(rules).map(([name, columnRules]) => {
    const before = reference?.columns.find((column) => column.name === name)?.numbers;
    const referenceRange = before ? ([before.minimum, before.maximum] as const) : undefined;
    return collectQuality(name, { rules: columnRules, seed, now: now ?? Infinity, referenceRange });
  });
  const numeric = names.filter((name) => rules[name]?.type === 'numeric').slice(0, mostCorrelated);
  const correlations = collectCorrelations(numeric);
  const [rowsSeen, keysSeen] = [new Set<bigint>(), new Set<bigint>()];
  const unexpected = new Set<string>();
  let [rows, duplicateRows, keyViolations] = [0, 0, 0];
  const toJSON = (): QualityState => ({
    rows,
    duplicateRows,
    keyViolations,
    unexpectedColumns: [...unexpected],
    columns: collectors.map((collector) => collector.toJSON()),
    correlations: correlations.toJSON(),
  });
  return {
    add: (table) => {
      const added = rowCount(table);
      const hashes = new Uint32Array(2 * added);
      for (const [at, collector] of collectors.entries())
        collector.addAll(columnOf(table, names[at] as string), hashes);
      correlations.add(numeric.map((name) => columnOf(table, name)));
      rows += added;
      duplicateRows += countSeen(hashes, rowsSeen);
      if (key.length > 0) keyViolations += countKeys(key.map((name) => columnOf(table, name)), keysSeen); // prettier-ignore
      const given: object | undefined = Array.isArray(table) ? (table[0] as object | undefined) : table;
      for (const name of Object.keys(given ?? {})) if (!Object.hasOwn(rules, name)) unexpected.add(name);
    },
    merge: (other) => {
      if (other.columns.length !== names.length || other.columns.some(({ name }, at) => name !== names[at])) {
        throw new RangeError('Checks merge on the columns of one set of rules, and these differ.');
      }
      for (const [at, collector] of collectors.entries()) collector.merge(other.columns[at] as ColumnState);
      correlations.merge(other.correlations);
      for (const name of other.unexpectedColumns) unexpected.add(name);
      rows += other.rows;
      duplicateRows += other.duplicateRows;
      keyViolations += other.keyViolations;
    },
    toJSON,
    report: () => qualityReport(toJSON(), { rules, reference, now, alpha }),
  };
}

/** How many of the hashes were seen before; from now on all are. */
function countSeen(hashes: Uint32Array, seen: Set<bigint>): number {
  let found = 0;
  for (let at = 0; at < hashes.length; at += 2) {
    const high = BigInt(finalise(hashes[at] as number));
    const hash = (high << 32n) | BigInt(finalise(hashes[at + 1] as number));
    found += Number(seen.has(hash));
    seen.add(hash);
  }
  return found;
}

function countKeys(columns: readonly ArrayLike<unknown>[], seen: Set<bigint>): number {
  const whole: number[] = [];
  const rows = columns[0]?.length ?? 0;
  for (let row = 0; row < rows; row += 1) {
    const values = columns.map((column) => column[row]);
    if (values.some(isMissing)) continue;
    const hash = [0, 0];
    for (const value of values) addToHash(hash, value);
    whole.push(...hash);
  }
  return rows - whole.length / 2 + countSeen(Uint32Array.from(whole), seen);
}
