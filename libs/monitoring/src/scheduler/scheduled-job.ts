import type { Json, Leased, TableDefinition } from '@harper-edge/contracts';

/** How a run ended. Times are milliseconds since 1970. */
export type JobResult =
  | { readonly ok: true; readonly startedAt: number; readonly endedAt: number; readonly value: Json }
  | { readonly ok: false; readonly startedAt: number | null; readonly endedAt: number; readonly error: string };

/** One row per job: who runs it, and which of its due times have been taken and done. */
export interface ScheduledJob extends Leased {
  /** The name of the job. */
  readonly id: string;
  readonly everyMs: number;
  /** The newest due time that somebody has begun, and how often: more than once if a process died on it. */
  readonly takenDue: number;
  readonly attempts: number;
  /** The newest due time that is over, well or badly; at first the one before the job was known. */
  readonly doneDue: number;
  readonly lastRunAt: number | null;
  readonly lastResult: JobResult | null;
}

export const scheduledJobTable: TableDefinition<ScheduledJob> = { name: 'ScheduledJob', indexes: [] };
