import type { FetchJob, JobStatus } from './fetch-job.ts';

export type JobChanges = Partial<Omit<FetchJob, 'id'>>;

/** What every job that has ended has in common: it is nobody's any more, and whoever wanted to know is told. */
export function endJob(
  { webhookUrl }: Pick<FetchJob, 'webhookUrl'>,
  {
    status,
    nowMs,
    eventId,
  }: {
    readonly status: Extract<JobStatus, 'completed' | 'failed' | 'cancelled'>;
    readonly nowMs: number;
    readonly eventId: string;
  },
): JobChanges {
  return {
    status,
    finishedAt: nowMs,
    queueKey: null,
    leaseOwner: null,
    leaseUntil: null,
    ...(webhookUrl !== null && {
      webhookStatus: 'pending' as const,
      webhookEventId: eventId,
      webhookAttempts: 0,
      webhookDueAt: nowMs,
      webhookError: null,
    }),
  };
}
