import { sumOf } from '../profile/profile.ts';
import { shareTest } from '../tests/two-proportion.ts';
import { type Severity, severityOf } from '../severity.ts';
import type { ColumnCounts, ColumnState } from './column-collector.ts';
import { correlationFlips, type CorrelationFlip } from './correlation-flips.ts';
import type { PairState } from './correlation-collector.ts';
import { type NumberSummary, outlierCount, summariseNumbers } from './number-summary.ts';
import { type Distinct, distinctCount, exactUpTo, mostFrequent } from './distinct-counter.ts';
import type { QualityRules } from './quality-rules.ts';
import type { QualityState } from './quality-state.ts';

export interface ColumnQuality extends Readonly<ColumnCounts> {
  readonly name: string;
  readonly missingShare: number;
  /** How many different values; exact up to 10 000, then an estimate within about 1.6 %. */
  readonly distinct: number;
  /** The most frequent value and its share of those that are not missing; null without any. */
  readonly top: { readonly value: Distinct; readonly share: number } | null;
  /** Of finite numbers, or timestamps as milliseconds; null without any. */
  readonly numbers: NumberSummary | null;
  /** Numbers more than three interquartile ranges outside of the quartiles, of the reference if there is one. */
  readonly outliers: number;
  readonly lengths: readonly [number, number] | null;
  /** The values with their counts, if it is a column of at most 200 texts or booleans. */
  readonly categories: readonly (readonly [string, number])[] | null;
}

export type ViolationKind =
  | 'missingColumn'
  | 'unexpectedColumn'
  | 'wrongType'
  | 'missingValues'
  | 'missingShareRise'
  | 'infiniteValues'
  | 'blankTexts'
  | 'outOfRange'
  | 'outOfReferenceRange'
  | 'outliers'
  | 'unknownCategory'
  | 'unseenCategory'
  | 'patternMismatch'
  | 'lengthOutOfBounds'
  | 'mixedTypes'
  | 'constant'
  | 'nearConstant'
  | 'futureTimestamps'
  | 'unorderedTimestamps'
  | 'duplicatedTimestamps'
  | 'stale'
  | 'duplicateRows'
  | 'keyViolations'
  | 'duplicateColumns'
  | 'correlationFlip';

export interface Violation {
  readonly kind: ViolationKind;
  /** The columns it is about; none if it is the whole table. */
  readonly columns: readonly string[];
  /** Rows concerned, and their share. */
  readonly count: number;
  readonly share: number;
  /** `drift` for a violated rule; of what is compared with a reference or merely unusual, what the two keys say. */
  readonly severity: Severity;
  readonly detail?: string;
}

/** Plain JSON of about a kilobyte a column. */
export interface QualityReport {
  readonly rows: number;
  readonly columns: readonly ColumnQuality[];
  readonly duplicateRows: number;
  readonly keyViolations: number;
  readonly correlations: readonly PairState[];
  readonly violations: readonly Violation[];
}

interface ReportOptions {
  readonly rules: QualityRules;
  readonly reference: QualityReport | undefined;
  readonly now: number | undefined;
  readonly alpha: number;
}

const mostCategories = 200;
/** A value with a larger share makes a column nearly constant. */
const nearlyAll = 0.99;
const missingShareThreshold = 0.05;

/** What a check has seen, and what is wrong with it. */
export function qualityReport(state: QualityState, options: ReportOptions): QualityReport {
  const { rows, duplicateRows, keyViolations, correlations } = state;
  const { reference, alpha } = options;
  const columns = state.columns.map((column) => summarise(column, columnOfReport(reference, column.name)));
  const flips = reference === undefined ? [] : correlationFlips(reference.correlations, correlations, alpha);
  const found = [
    ...columns.flatMap((column) => columnViolations(column, options)),
    ...state.unexpectedColumns.map((name) => ({ kind: 'unexpectedColumn' as const, columns: [name], count: rows })),
    { kind: 'duplicateRows' as const, columns: [], count: duplicateRows, severity: 'possible' as const },
    { kind: 'keyViolations' as const, columns: [], count: keyViolations },
    ...duplicateColumns(state.columns),
    ...flips.map(flipViolation),
  ];
  const violations = found
    .filter(({ count }) => count > 0)
    .map((violation) => ({ severity: 'drift' as const, share: rows > 0 ? violation.count / rows : 0, ...violation }));
  return { rows, columns, duplicateRows, keyViolations, correlations, violations };
}

type Found = Omit<Violation, 'share' | 'severity'> & Partial<Pick<Violation, 'severity'>>;

const columnOfReport = (report: QualityReport | undefined, name: string): ColumnQuality | undefined =>
  report?.columns.find((column) => column.name === name);

function summarise(
  { sketch, distinct, digest: _, times: __, ...column }: ColumnState,
  before: ColumnQuality | undefined,
) {
  const top = distinct.counts === null ? distinct.top : mostFrequent(distinct.counts);
  const numbers = summariseNumbers(sketch);
  const present = column.rows - column.missing;
  const isText = column.string + column.boolean > 0;
  const counts = distinct.counts ?? [];
  return {
    ...column,
    missingShare: column.rows > 0 ? column.missing / column.rows : 0,
    distinct: distinctCount(distinct),
    top: top && { value: top[0], share: top[1] / present },
    numbers,
    outliers: outlierCount(sketch, before?.numbers ?? numbers),
    categories:
      isText && counts.length > 0 && counts.length <= mostCategories
        ? counts.map(([value, count]) => [String(value), count] as const)
        : null,
  } satisfies ColumnQuality;
}

function columnViolations(column: ColumnQuality, options: ReportOptions): readonly Found[] {
  const { name, rows, missing, distinct, top } = column;
  const rule = options.rules[name];
  const before = columnOfReport(options.reference, name);
  const present = rows - missing;
  const types = (['number', 'string', 'boolean', 'date', 'other'] as const).filter((type) => column[type] > 0);
  const known = before?.categories && new Set(before.categories.map(([value]) => value));
  const unseen = (known && column.categories?.filter(([value]) => !known.has(value))) ?? [];
  const isTime = rule?.type === 'timestamp';
  const timed = column.numbers?.n ?? 0;
  // An estimate may be off by some percent.
  const repeated = distinct > exactUpTo ? 0.95 : 1;
  const age = (options.now ?? Number.NaN) - (column.numbers?.maximum ?? Number.NaN);
  const broken = (kind: ViolationKind, count: number, detail?: string): Found => ({ kind, columns: [name], count, ...(detail !== undefined && { detail }) }); // prettier-ignore
  const unusual = (...found: Parameters<typeof broken>): Found => ({ ...broken(...found), severity: 'possible' });
  const when = (condition: boolean, count: number): number => (condition ? count : 0);
  return [
    broken('missingColumn', when(rows > 0 && missing === rows, rows)),
    broken('wrongType', column.wrongType),
    broken('missingValues', when(rule?.required === true, missing)),
    ...missingShareRise(column, before, options.alpha),
    unusual('infiniteValues', column.infinite),
    unusual('blankTexts', column.blank),
    broken('outOfRange', column.outOfRange),
    unusual('outOfReferenceRange', column.outOfReference),
    unusual('outliers', when(!isTime, column.outliers)),
    broken('unknownCategory', column.unknownCategory),
    unusual('unseenCategory', sumOf(unseen.map(([, count]) => count)), unseen.slice(0, 10).map(([value]) => value).join(', ')), // prettier-ignore
    broken('patternMismatch', column.patternMismatch),
    broken('lengthOutOfBounds', column.lengthOutOfBounds),
    unusual('mixedTypes', when(types.length > 1, present), types.join(', ')),
    unusual('constant', when(distinct === 1 && present > 1, present)),
    unusual('nearConstant', when(distinct > 1 && (top?.share ?? 0) > nearlyAll, present)),
    broken('futureTimestamps', column.future),
    unusual('unorderedTimestamps', column.unordered),
    unusual('duplicatedTimestamps', when(isTime && distinct < repeated * timed, timed - distinct)),
    broken('stale', when(age > (rule?.maximumAgeMs ?? Infinity), rows), `the latest is ${age} ms old`),
  ];
}

/** Two keys: a rise that chance does not explain, and of at least 0.05. */
function missingShareRise(column: ColumnQuality, before: ColumnQuality | undefined, alpha: number): readonly Found[] {
  if (before === undefined) return [];
  const counts = ({ rows, missing }: ColumnQuality) => [rows - missing, missing];
  const test = shareTest({ reference: counts(before), current: counts(column) }, { alpha });
  if (!test.ok) return [];
  const rise = test.effect.value;
  const severity = severityOf({ significant: rise > 0 && test.pValue <= alpha, large: rise >= missingShareThreshold });
  if (severity === 'none') return [];
  const detail = `from ${before.missingShare} to ${column.missingShare}, p = ${test.pValue}`;
  return [{ kind: 'missingShareRise', columns: [column.name], count: column.missing, severity, detail }];
}

/** Each column that equals one before it. */
function duplicateColumns(columns: readonly ColumnState[]): readonly Found[] {
  const first = new Map<string, string>();
  return columns.flatMap(({ name, digest, rows, missing }): Found[] => {
    const key = digest.join();
    const twin = first.get(key);
    first.set(key, twin ?? name);
    if (twin === undefined || missing === rows) return [];
    return [{ kind: 'duplicateColumns', columns: [twin, name], count: rows, severity: 'possible' }];
  });
}

const flipViolation = ({ columns, n, severity, before, now, pValue }: CorrelationFlip): Found => ({
  kind: 'correlationFlip',
  columns,
  count: n,
  severity,
  detail: `from ${before} to ${now}, p = ${pValue}`,
});
