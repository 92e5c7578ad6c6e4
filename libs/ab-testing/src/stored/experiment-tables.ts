import type { TableDefinition } from '@harper-edge/contracts';
import type { AnalysisHistory } from '../engine/analyze-totals.ts';
import type { ExperimentPlan } from '../engine/experiment-plan.ts';
import type { ExperimentTotals } from '../engine/totals.ts';
import type { UnitRecord } from '../engine/unit-record.ts';

/** An experiment of a tenant. Its row being there is what makes it exist. */
export interface ExperimentRow {
  /** `<tenant>/<experiment>`. */
  readonly id: string;
  readonly tenantId: string;
  readonly experimentId: string;
  readonly plan: ExperimentPlan;
  /** Counts the writes of this row. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const experimentTable: TableDefinition<ExperimentRow> = { name: 'Experiment', indexes: ['tenantId'] };

/** All that is known of one unit in one experiment: the only truth, from which all totals follow. */
export interface ExperimentUnitRow {
  /** `<tenant>/<experiment>/<unitId>`. */
  readonly id: string;
  /** `createdAt` of the experiment. What a deleted experiment of the same id has left counts for nothing. */
  readonly startedAt: number;
  /** `<tenant>/<experiment>/<changedAt>`: in this order totals catch up with what changed. */
  readonly changed: string;
  /** Milliseconds since 1970; never falls. */
  readonly changedAt: number;
  /** When the row was first written. */
  readonly createdAt: number;
  readonly revision: number;
  readonly unit: UnitRecord;
  /** What it was when the minutes began in which it changed since, oldest first. */
  readonly past: readonly PastUnit[];
}

/** A unit as it was before it changed in a minute. */
export interface PastUnit extends Pick<UnitRecord, 'variantId' | 'crossed' | 'values'> {
  /** Minutes since 1970. */
  readonly minute: number;
}

export const experimentUnitTable: TableDefinition<ExperimentUnitRow> = {
  name: 'ExperimentUnit',
  indexes: ['changed'],
};

/** What is kept beside an experiment so that looking at it is quick; all but the history could be computed again. */
export interface ExperimentStateRow {
  /** `<tenant>/<experiment>`. */
  readonly id: string;
  /** `createdAt` of the experiment; of another one it counts for nothing. */
  readonly startedAt: number;
  readonly revision: number;
  /** What earlier looks have shown. */
  readonly history: AnalysisHistory;
  /** The totals as of some minutes ago; null before the first look. */
  readonly checkpoint: Checkpoint | null;
  /** Events that did not count; approximate, as a crash loses those of a moment. */
  readonly refused: ExperimentTotals['refused'];
}

/** The totals of all changes before a minute. */
export interface Checkpoint {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly totals: ExperimentTotals;
  /** When every unit was last counted, ms since 1970. */
  readonly countedAt: number;
}

export const experimentStateTable: TableDefinition<ExperimentStateRow> = { name: 'ExperimentState', indexes: [] };
