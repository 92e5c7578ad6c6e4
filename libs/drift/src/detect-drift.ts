import { adjustPValues, binomialSf, type Correction } from '@harper-edge/stats';
import type { ColumnDrift, Decided, DriftReport } from './drift-report.ts';
import { checkAlpha, type TestResult } from './drift-test-result.ts';
import { type EffectName, effectThresholds, isLarge } from './effect-thresholds.ts';
import { columnPair, profileColumnPair } from './pairs/column-pair.ts';
import { type DataTable, rowCount } from './profile/data-table.ts';
import type { ExactReference } from './profile/fit-reference.ts';
import type { Profile } from './profile/profile.ts';
import { type Severity, severityOf } from './severity.ts';
import { type TestedColumn, testColumn } from './test-column.ts';
import type { DriftTestName } from './tests/index.ts';

export interface DriftOptions {
  /** The level of the adjusted p-values, in (0, 1). Default 0.05. */
  readonly alpha?: number;
  /** From which size on effects matter, where it is not `effectThresholds`. */
  readonly thresholds?: Readonly<Partial<Record<EffectName, number>>>;
  /** Tests of columns by name; chosen where none is given. */
  readonly tests?: Readonly<Record<string, DriftTestName>>;
  /** How p-values are corrected for the number of tests. Default `benjaminiHochberg`. */
  readonly correction?: Correction;
  /** With fewer values than this on one side, p-values are exact. Default 30. */
  readonly exactBelow?: number;
  /** Of Monte Carlo p-values in small samples: a whole number. Default 1. */
  readonly seed?: number;
}

/**
 * Compares current data with a reference, column by column. A column has drifted if two keys turn: its p-value, adjusted
 * over all tests of the report, is at most alpha, and its effect reaches the threshold from which it matters. One key
 * alone is `possible`: many rows make any difference significant, few make large ones by chance.
 *
 * Columns are tested by Kolmogorov-Smirnov and Wasserstein if numeric, by chi-square if categorical or numeric with at
 * most 20 different values that repeat, by the two-proportion test if there are two; in each the share of missing values is tested
 * too. Predictions are a column like any other.
 *
 * @param reference a baseline of `fitReference`, or an exact reference of `fitExactReference`
 * @param current rows, columns, or a profile on the baseline
 * @throws RangeError for options outside their range, a test that does not apply or a profile on another baseline;
 *   TypeError for values of another type than the baseline's
 * @example detectDrift(fitReference(training, { age: 'numeric' }), lastHour).columns[0].severity
 */
export function detectDrift(
  reference: Profile | ExactReference,
  current: DataTable | Profile,
  options: DriftOptions = {},
): DriftReport {
  const { alpha = 0.05, correction = 'benjaminiHochberg' } = options;
  checkAlpha(alpha);
  const tested = testColumns(reference, current, { ...options, alpha });
  const tests = tested.flatMap(({ result, missing }) => [
    ...(result.ok ? [result] : []),
    ...(missing === undefined ? [] : [missing]),
  ]);
  const pValues = tests.map(({ pValue }) => pValue);
  const adjusted = new Map(adjustPValues(pValues, correction).map((p, index) => [tests[index], p]));
  const thresholds = { ...effectThresholds, ...options.thresholds };
  const decide = <Result extends TestResult>(test: Result): Decided<Result> => {
    const adjustedPValue = adjusted.get(test) ?? 1;
    const large = isLarge([test.effect, ...(test.otherEffects ?? [])], thresholds);
    return { ...test, adjustedPValue, severity: severityOf({ significant: adjustedPValue <= alpha, large }) };
  };
  const columns = tested.map((column): ColumnDrift => {
    const result = column.result.ok ? decide(column.result) : column.result;
    const missing = column.missing && decide(column.missing);
    return {
      ...column,
      result,
      missing,
      severity: worst([result.ok ? result.severity : 'none', missing?.severity ?? 'none']),
    };
  });
  const { baseline } = asExact(reference);
  return {
    alpha,
    referenceRows: baseline.rows,
    currentRows: isProfile(current) ? current.rows : rowCount(current),
    columns,
    ...summarise(columns, alpha),
    smallestHolmP: Math.min(1, ...adjustPValues(pValues, 'holm')),
  };
}

function testColumns(
  reference: Profile | ExactReference,
  current: DataTable | Profile,
  { alpha, tests = {}, exactBelow = 30, seed = 1 }: DriftOptions & { readonly alpha: number },
): TestedColumn[] {
  const { baseline, samples } = asExact(reference);
  const unknown = Object.keys(tests).find((name) => !baseline.columns.some((column) => column.name === name));
  if (unknown !== undefined)
    throw new RangeError(`A test is asked for column "${unknown}", which the baseline has not.`);
  return baseline.columns.map((column) => {
    const pair = isProfile(current)
      ? profileColumnPair(column, current)
      : columnPair(column, current, samples.get(column.name));
    const test = Object.hasOwn(tests, column.name) ? tests[column.name] : undefined;
    return testColumn(pair, { test, alpha, exactBelow, seed });
  });
}

const asExact = (reference: Profile | ExactReference): ExactReference =>
  'baseline' in reference ? reference : { baseline: reference, samples: new Map() };

const isProfile = (data: DataTable | Profile): data is Profile =>
  !Array.isArray(data) && typeof (data as Partial<Profile>).rows === 'number';

function summarise(columns: readonly ColumnDrift[], alpha: number) {
  const testedColumns = columns.filter(({ result, missing }) => result.ok || missing !== undefined).length;
  const driftedColumns = columns.filter(({ severity }) => severity === 'drift').length;
  return {
    severity: worst(columns.map(({ severity }) => severity)),
    testedColumns,
    driftedColumns,
    driftedShare: testedColumns === 0 ? 0 : driftedColumns / testedColumns,
    binomialTail: binomialSf(driftedColumns - 1, testedColumns, alpha),
  };
}

const worst = (severities: readonly Severity[]): Severity =>
  severities.includes('drift') ? 'drift' : severities.includes('possible') ? 'possible' : 'none';
