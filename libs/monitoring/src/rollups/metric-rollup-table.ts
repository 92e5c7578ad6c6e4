import type { Row, TableDefinition } from '@harper-edge/contracts';
import { timeKey, type Granularity } from './granularities.ts';
import type { VersionSketches } from './version-sketches.ts';

/** What a model did in five minutes, an hour or a day. */
export interface MetricRollup extends Row {
  /** `<modelId>/<granularity>/<start>` */
  readonly id: string;
  readonly modelId: string;
  readonly granularity: Granularity;
  readonly start: number;
  /** Counted up with each change. */
  readonly revision: number;
  /** Of five minutes: what their events in the table add up to. Of an hour or a day: all of their five minutes. */
  readonly stored: VersionSketches;
  /** Of five minutes: by part, the predictions without a stored event. */
  readonly unstored: Readonly<Record<string, VersionSketches>>;
}

export const metricRollupTable: TableDefinition<MetricRollup> = { name: 'MetricRollup', indexes: ['start'] };

export const rollupId = (modelId: string, granularity: Granularity, start: number): string =>
  `${modelId}/${granularity}/${timeKey(start)}`;
