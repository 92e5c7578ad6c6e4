import type { ColumnState } from './column-collector.ts';
import type { PairState } from './correlation-collector.ts';

/** All that is kept: plain JSON that merges, of bounded size. */
export interface QualityState {
  readonly rows: number;
  /** Rows equal to one before, and rows whose key is missing or was there before: each among the rows of one part. */
  readonly duplicateRows: number;
  readonly keyViolations: number;
  readonly unexpectedColumns: readonly string[];
  readonly columns: readonly ColumnState[];
  readonly correlations: readonly PairState[];
}
