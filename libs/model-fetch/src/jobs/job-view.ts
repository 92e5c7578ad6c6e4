import type { DeclaredMetadata, Framework, Stage } from '@harper-edge/contracts';
import type { SourceName } from '../sources/index.ts';
import type { FetchJob, JobError, JobStatus, WebhookStatus } from './fetch-job.ts';

/** A job as its owner sees it. Times are milliseconds since 1970, UTC. */
export interface JobView {
  readonly jobId: string;
  readonly status: JobStatus;
  readonly source: SourceName;
  /** Of a URL without its query. */
  readonly sourceReference: string;
  readonly variant: string | null;
  readonly modelId: string;
  readonly modelName: string;
  readonly modelVersion: string;
  readonly framework: Framework | null;
  readonly stage: Stage;
  readonly metadata: DeclaredMetadata;
  readonly priority: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Of a job that waits for another try. */
  readonly nextTryAt: number | null;
  readonly attempts: number;
  readonly revision: string | null;
  readonly downloadedBytes: number;
  readonly totalBytes: number | null;
  readonly files: readonly {
    readonly path: string;
    readonly sizeBytes: number | null;
    readonly sha256: string | null;
  }[];
  readonly sha256: string | null;
  readonly error: JobError | null;
  readonly webhook: {
    /** Without its query. */
    readonly url: string;
    readonly status: WebhookStatus | null;
    readonly eventId: string | null;
    readonly attempts: number;
    readonly error: string | null;
  } | null;
}

/** What may open a file or a receiver for whoever knows it, such as the signature of an address. */
const withoutQuery = (url: string): string => url.replace(/[?].*$/s, '?…');

export function viewJob(job: FetchJob): JobView {
  const { status, modelName, runAfter, createdAt, files } = job;
  return {
    jobId: job.id,
    status,
    source: job.source,
    sourceReference: job.source === 'url' ? withoutQuery(job.sourceReference) : job.sourceReference,
    variant: job.variant,
    modelId: modelName,
    modelName,
    modelVersion: job.modelVersion,
    framework: job.framework,
    stage: job.stage,
    metadata: job.metadata,
    priority: job.priority,
    createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
    nextTryAt: status === 'queued' && runAfter > createdAt ? runAfter : null,
    attempts: job.attempts,
    revision: job.revision,
    downloadedBytes: job.downloadedBytes,
    totalBytes: job.totalBytes,
    files: files.map(({ path, sizeBytes, sha256, expectedSha256 }) => ({
      path,
      sizeBytes,
      sha256: sha256 ?? expectedSha256,
    })),
    sha256: job.artifactSha256,
    error: job.error,
    webhook:
      job.webhookUrl === null
        ? null
        : {
            url: withoutQuery(job.webhookUrl),
            status: job.webhookStatus,
            eventId: job.webhookEventId,
            attempts: job.webhookAttempts,
            error: job.webhookError,
          },
  };
}
