import type { Row, TableDefinition } from '@harper-edge/contracts';

/** What can drift: the inputs of a model, its answers, or how often they are right. */
export const driftKinds = ['input', 'prediction', 'concept'] as const;
export type DriftKind = (typeof driftKinds)[number];

/** `drift` takes two keys, an adjusted p-value and an effect that matters; `possible` is exactly one of them. */
export type DriftSeverity = 'none' | 'possible' | 'drift';

/** Why there is no verdict. */
export interface NoVerdict {
  readonly ok: false;
  readonly reason: 'insufficientData' | 'noBaseline' | 'noColumns';
  /** Rows, labelled predictions or columns, where their number is the reason. */
  readonly needed?: number;
  readonly received?: number;
  readonly detail: string;
}

/** One test with its two keys. */
export interface DriftTest {
  readonly severity: DriftSeverity;
  readonly statistic: number;
  readonly pValue: number;
  readonly adjustedPValue: number;
  /** Outlives the underflow of p. */
  readonly log10P: number;
  readonly effect: {
    readonly name: string;
    readonly value: number;
    /** From where on it matters. */
    readonly threshold: number;
    readonly lower?: number;
    readonly upper?: number;
  };
  readonly method: string;
  /** Values of the baseline and of the window, without the missing ones. */
  readonly n: number;
  readonly m: number;
}

/** Enough to draw both distributions; counts of the baseline and of the window stand at the same index. */
export type DriftSnapshot =
  | {
      /** Bins (-inf, e1], (e1, e2], …, (eLast, inf): one count more than edges. */
      readonly kind: 'numeric';
      readonly edges: readonly number[];
      readonly reference: readonly number[];
      readonly current: readonly number[];
      readonly referenceMean: number | null;
      readonly currentMean: number | null;
    }
  | {
      /** The most frequent categories of the baseline, new ones of the window, and the rest as `(other)`. */
      readonly kind: 'categorical';
      readonly categories: readonly string[];
      readonly reference: readonly number[];
      readonly current: readonly number[];
    };

export interface DriftOfColumn {
  readonly column: string;
  readonly severity: DriftSeverity;
  /** The test that was chosen, or asked for, and why. */
  readonly test: string;
  readonly reason: string;
  readonly result: DriftTest | { readonly ok: false; readonly reason: string };
  /** Absent where no value is missing on either side. */
  readonly missing?: DriftTest & { readonly referenceShare: number; readonly currentShare: number };
  /** Category → how often, of those the baseline has not. */
  readonly newCategories?: Readonly<Record<string, number>>;
  readonly snapshot: DriftSnapshot;
}

interface Verdict {
  readonly ok: true;
  readonly severity: DriftSeverity;
  /**
   * 0 unless a test is `drift` by both keys. Else x / (1 + x), where x is the largest effect of those tests in units of the
   * threshold from which it matters: 0.5 at the threshold itself, 0.75 at three times and 0.9 at nine times as much. So any
   * limit below 0.5 means: drift at all.
   */
  readonly driftScore: number;
}

export interface ColumnsVerdict extends Verdict {
  readonly referenceRows: number;
  readonly currentRows: number;
  readonly testedColumns: number;
  readonly driftedColumns: number;
  /** The worst first, so many as fit into a row; `columnsLeftOut` others are counted above. */
  readonly columns: readonly DriftOfColumn[];
  readonly columnsLeftOut: number;
}

export interface ConceptVerdict extends Verdict {
  readonly test: DriftTest;
  readonly referenceAccuracy: number;
  readonly currentAccuracy: number;
}

export interface DriftBaselineSource {
  /** Declared with the version, or fitted on a window of its events. */
  readonly source: 'metadata' | 'window';
  readonly from?: number;
  readonly to?: number;
  readonly fittedAt?: number;
}

/** What one drift check of one model version found. At most about 50 kB. Times are milliseconds since 1970. */
export interface DriftMetrics extends Row {
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
  readonly baseline: DriftBaselineSource | null;
  /** Events of the version that were read. */
  readonly events: number;
  /** Share of the predictions whose events are stored, as set at the time of the check; nothing is scaled up. */
  readonly samplingRate: number;
  /** The worst of the kinds; `none` also where nothing could be tested. */
  readonly severity: DriftSeverity;
  /** What was checked. */
  readonly kinds: {
    readonly input?: ColumnsVerdict | NoVerdict;
    readonly prediction?: ColumnsVerdict | NoVerdict;
    readonly concept?: ConceptVerdict | NoVerdict;
  };
}

export const driftMetricsTable: TableDefinition<DriftMetrics> = {
  name: 'DriftMetrics',
  indexes: ['checkedAt', 'modelTime'],
};

/** The score of a kind; `null` where it was not checked, or there was too little data to say. */
export function driftScoreOf({ kinds }: Pick<DriftMetrics, 'kinds'>, kind: DriftKind): number | null {
  const verdict = kinds[kind];
  return verdict?.ok === true ? verdict.driftScore : null;
}
