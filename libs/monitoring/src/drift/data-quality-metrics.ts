import type { Row, TableDefinition } from '@harper-edge/contracts';
import type { DriftSeverity, NoVerdict } from './drift-metrics.ts';

export interface QualityViolation {
  /** `missingValues`, `outOfRange`, `unseenCategory` and their like. */
  readonly kind: string;
  /** None where it is about whole rows. */
  readonly columns: readonly string[];
  /** Rows concerned, and their share. */
  readonly count: number;
  readonly share: number;
  /** `drift` for a violated rule; `possible` for what is merely unusual. */
  readonly severity: DriftSeverity;
  readonly detail?: string;
}

export interface QualityOfColumn {
  readonly column: string;
  readonly missingShare: number;
  /** Different values; exact up to 10,000. */
  readonly distinct: number;
  /** Of finite numbers. */
  readonly numbers: {
    readonly minimum: number;
    readonly maximum: number;
    readonly mean: number;
    readonly standardDeviation: number;
    readonly median: number;
  } | null;
  /** The most frequent value and its share. */
  readonly top: { readonly value: string; readonly share: number } | null;
}

export interface QualityVerdict {
  readonly ok: true;
  readonly severity: DriftSeverity;
  readonly rows: number;
  /** The largest share of rows that one violated rule concerns, in [0, 1]; 0 where none is violated. */
  readonly violatedShare: number;
  readonly duplicateRows: number;
  /** The worst first, so many as fit into a row. */
  readonly violations: readonly QualityViolation[];
  readonly violationsLeftOut: number;
  readonly columns: readonly QualityOfColumn[];
  readonly columnsLeftOut: number;
}

/** What one check of the inputs of one model version found. At most about 50 kB. Times are milliseconds since 1970. */
export interface DataQualityMetrics extends Row {
  /** `<modelId>/<checkedAt>/<random>` */
  readonly id: string;
  readonly modelId: string;
  readonly modelVersion: string;
  /** Model and time in one, so that the results of a model are found as they lie. */
  readonly modelTime: string;
  readonly checkedAt: number;
  /** The window, `to` excluded. */
  readonly from: number;
  readonly to: number;
  readonly trigger: 'schedule' | 'request';
  /** Events of the version that were read, failed ones included. */
  readonly events: number;
  readonly samplingRate: number;
  /** Whether it was compared with the quality of a fitted baseline. */
  readonly compared: boolean;
  readonly severity: DriftSeverity;
  readonly result: QualityVerdict | NoVerdict;
}

export const dataQualityMetricsTable: TableDefinition<DataQualityMetrics> = {
  name: 'DataQualityMetrics',
  indexes: ['checkedAt', 'modelTime'],
};
