import type { Json, Row, TableDefinition } from '@harper-edge/contracts';

/** What a version is compared with: fitted on a window of its own events, and there instead of what its metadata says. */
export interface DriftBaseline extends Row {
  /** `<modelId>:<modelVersion>` */
  readonly id: string;
  readonly modelId: string;
  readonly modelVersion: string;
  readonly from: number;
  readonly to: number;
  readonly fittedAt: number;
  readonly rows: number;
  /** Profiles, as the library of drift writes them; `null` where there is nothing to compare. */
  readonly input: Json;
  readonly prediction: Json;
  /** Right answers among those with feedback. */
  readonly correct: number;
  readonly labelled: number;
  /** The report on the quality of the inputs. */
  readonly quality: Json;
}

export const driftBaselineTable: TableDefinition<DriftBaseline> = { name: 'DriftBaseline', indexes: [] };

export const driftBaselineId = (modelId: string, modelVersion: string): string => `${modelId}:${modelVersion}`;
