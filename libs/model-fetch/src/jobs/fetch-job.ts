import type {
  DeclaredMetadata,
  EdgeErrorCode,
  Framework,
  Leased,
  Row,
  Stage,
  TableDefinition,
} from '@harper-edge/contracts';
import type { SourceName } from '../sources/index.ts';

export const jobStatuses = ['queued', 'downloading', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** What is to be fetched, and what it becomes. */
export interface FetchRequest {
  readonly source: SourceName;
  readonly sourceReference: string;
  readonly variant: string | null;
  /** What a model of one file must be, lower-case hexadecimal. */
  readonly sha256: string | null;
  readonly modelName: string;
  readonly modelVersion: string;
  /** `null`: as recognised. */
  readonly framework: Framework | null;
  readonly stage: Stage;
  /** Laid over what the source knows of the model. */
  readonly metadata: DeclaredMetadata;
  /** Told when the job has ended. */
  readonly webhookUrl: string | null;
}

export interface JobFile {
  readonly path: string;
  readonly sizeBytes: number | null;
  /** As the source publishes it. */
  readonly expectedSha256: string | null;
  /** Surely on the disk. */
  readonly doneBytes: number;
  /** Of the whole file, once it has been checked. */
  readonly sha256: string | null;
}

export interface JobError {
  readonly code: EdgeErrorCode;
  readonly message: string;
}

export type WebhookStatus = 'pending' | 'delivered' | 'dead';

/** One row per job. Times are milliseconds since 1970, UTC. */
export interface FetchJob extends Row, FetchRequest, Leased {
  readonly status: JobStatus;
  /** 0 to 9; higher ones run first. */
  readonly priority: number;
  /** Sorts the jobs that wait in the order they run; `null` for those that do not. */
  readonly queueKey: string | null;
  /** A waiting job is left alone until then. */
  readonly runAfter: number;
  /** Failures so far that were worth another try, workers that died included. */
  readonly attempts: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** What the source calls the content that is being fetched. */
  readonly revision: string | null;
  readonly files: readonly JobFile[];
  readonly downloadedBytes: number;
  readonly totalBytes: number | null;
  /** Of the registered artifact. */
  readonly artifactSha256: string | null;
  /** Why it failed, or why it waits for another try. */
  readonly error: JobError | null;
  readonly webhookStatus: WebhookStatus | null;
  /** The same for every delivery of one event. */
  readonly webhookEventId: string | null;
  readonly webhookAttempts: number;
  /** When to deliver next; `null` when there is nothing to deliver. */
  readonly webhookDueAt: number | null;
  readonly webhookError: string | null;
}

export const fetchJobTable: TableDefinition<FetchJob> = {
  name: 'ModelFetchJob',
  indexes: ['status', 'modelName', 'createdAt', 'queueKey', 'leaseUntil', 'webhookDueAt'],
};

export const hasEnded = ({ status }: Pick<FetchJob, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/** Higher priorities first, then older jobs. */
export const queueKeyOf = ({ id, priority, createdAt }: Pick<FetchJob, 'id' | 'priority' | 'createdAt'>): string =>
  `${9 - priority}-${String(createdAt).padStart(15, '0')}-${id}`;
