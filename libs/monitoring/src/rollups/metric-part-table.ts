import type { Row, TableDefinition } from '@harper-edge/contracts';
import type { VersionSketches } from './version-sketches.ts';

/**
 * What one writer, a thread of a host, has counted of one minute of a model. Written before the first event of that minute
 * is, so that whoever closes the five minutes knows what to look for; only its writer changes it.
 */
export interface MetricPart extends Row {
  /** `<modelId>/<start>/<writer>` */
  readonly id: string;
  readonly modelId: string;
  /** Of the minute. */
  readonly start: number;
  readonly writer: string;
  readonly updatedAt: number;
  /** Counted up with each write. */
  readonly revision: number;
  /** Nothing follows: all its events are in the table, and counted. Not so of a writer that died. */
  readonly sealed: boolean;
  /** Whether rows of events changed after they were counted. */
  readonly changed: boolean;
  /** Of the events that are in the table. */
  readonly stored: VersionSketches;
  /** Of predictions whose event is not: sampled out, dropped, or refused by the store. */
  readonly unstored: VersionSketches;
}

export const metricPartTable: TableDefinition<MetricPart> = { name: 'MetricPart', indexes: ['start'] };
