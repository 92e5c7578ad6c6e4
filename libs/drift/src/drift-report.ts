import type { NoResult, TestResult } from './drift-test-result.ts';
import type { CategoryChanges } from './pairs/category-changes.ts';
import type { Severity } from './severity.ts';
import type { DriftTestName } from './tests/index.ts';

/** A test that was done, with what its two keys say. */
export type Decided<Result extends TestResult = TestResult> = Result & {
  /** p corrected for all tests of the report. */
  readonly adjustedPValue: number;
  readonly severity: Severity;
};

/** The change of the share of missing values; the effect `missingShareChange` is current minus reference. */
export type MissingChange = Decided & { readonly referenceShare: number; readonly currentShare: number };

export interface ColumnDrift extends CategoryChanges {
  readonly column: string;
  readonly test: DriftTestName;
  /** Why this test. */
  readonly reason: string;
  readonly result: Decided | NoResult;
  /** Undefined if no value is missing on either side. */
  readonly missing: MissingChange | undefined;
  /** The worse of the two; `none` where neither could be tested. */
  readonly severity: Severity;
}

export interface DriftReport {
  /** The worst of the columns. */
  readonly severity: Severity;
  readonly alpha: number;
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly columns: readonly ColumnDrift[];
  /** Columns where a test was done, and of these the number and share with severity `drift`. */
  readonly testedColumns: number;
  readonly driftedColumns: number;
  readonly driftedShare: number;
  /** P(at least that many drifted columns) if each drifted with probability alpha by chance. */
  readonly binomialTail: number;
  /** The smallest p after Holm's correction: the evidence that anything at all has changed. 1 without any test. */
  readonly smallestHolmP: number;
}
