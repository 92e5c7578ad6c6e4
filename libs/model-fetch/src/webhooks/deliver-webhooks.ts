import { isEdgeError, retryDelayMs, type Clock, type Logger, type Rng, type Table } from '@harper-edge/contracts';
import type { HttpClient } from '../http/http-client.ts';
import type { JobChanges } from '../jobs/end-job.ts';
import type { FetchJob } from '../jobs/fetch-job.ts';
import { viewJob } from '../jobs/job-view.ts';
import { signWebhook } from './sign-webhook.ts';

export interface WebhookOptions {
  readonly jobs: Table<FetchJob>;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
  readonly secret: string | undefined;
  /** Tries before an event is given up. */
  readonly maxAttempts: number;
  /** Before the second try, milliseconds. */
  readonly initialDelayMs: number;
  /** So long a receiver may take. */
  readonly timeoutMs: number;
}

/** Time to note what became of a delivery, before another one of the same event may begin. Milliseconds. */
const noteMs = 5_000;
/** Events delivered at once: a slow receiver must not keep those of others waiting. */
const maxAtOnce = 20;

export interface Webhooks {
  /** Starts the deliveries that are due. */
  deliverDue(): Promise<void>;
  /** Waits for the deliveries under way. */
  close(): Promise<void>;
}

/** Tells whoever asked that a job has ended: at least once, with the same event id each time, until they say they have it. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { jobs, clock, logger, timeoutMs } = options;
  const underWay = new Set<Promise<void>>();
  return {
    deliverDue: async () => {
      const where = [{ field: 'webhookDueAt', op: 'le', value: clock.nowMs() }] as const;
      const sort = { field: 'webhookDueAt', order: 'ascending' } as const;
      const { rows } = await jobs.query({ where, sort, limit: maxAtOnce });
      for (const job of rows) {
        if (underWay.size >= maxAtOnce) return;
        const claimed = await claimEvent(jobs, job, clock.nowMs() + timeoutMs + noteMs);
        if (claimed === undefined) continue;
        const delivery = deliver(options, claimed)
          .catch((error: unknown) => {
            logger.warn('what became of a webhook could not be noted', { jobId: job.id, error });
          })
          .finally(() => {
            underWay.delete(delivery);
          });
        underWay.add(delivery);
      }
    },
    close: async () => {
      await Promise.all(underWay);
    },
  };
}

/** Puts the next try far enough off that no other thread begins it meanwhile; whoever is second finds another time there. */
async function claimEvent(jobs: Table<FetchJob>, job: FetchJob, dueAt: number): Promise<FetchJob | undefined> {
  const { webhookDueAt, webhookEventId, webhookAttempts } = job;
  try {
    const changes = { webhookDueAt: dueAt, webhookAttempts: webhookAttempts + 1 };
    return await jobs.patch(job.id, changes, { ifMatch: { webhookDueAt, webhookEventId } });
  } catch (error) {
    if (isEdgeError(error, 'PRECONDITION_FAILED')) return undefined;
    throw error;
  }
}

async function deliver(options: WebhookOptions, job: FetchJob): Promise<void> {
  const { jobs, clock } = options;
  const { webhookEventId, webhookAttempts } = job;
  const changes = await outcomeOf(options, job);
  try {
    await jobs.patch(job.id, changes, { ifMatch: { webhookEventId, webhookAttempts } });
  } catch (error) {
    // The job was run again, so that its next end is another event, or a later delivery has begun.
    if (!isEdgeError(error, 'PRECONDITION_FAILED')) throw error;
  }
  if (changes.webhookStatus === 'dead') {
    options.logger.warn('a webhook was given up', { jobId: job.id, attempts: webhookAttempts, at: clock.nowMs() });
  }
}

async function outcomeOf(options: WebhookOptions, job: FetchJob): Promise<JobChanges> {
  const { clock, rng, maxAttempts, initialDelayMs } = options;
  let reason: string;
  let retryAfterMs: number | undefined;
  let isHopeless = false;
  try {
    const answer = await send(options, job);
    if (answer.status >= 200 && answer.status < 300) {
      return { webhookStatus: 'delivered', webhookDueAt: null, webhookError: null };
    }
    reason = `the receiver answered ${answer.status}`;
    retryAfterMs = answer.retryAfterMs;
    // Gone: it does not want any more.
    isHopeless = answer.status === 410;
  } catch (error) {
    reason = isEdgeError(error) ? error.message : 'the receiver did not answer in time';
    isHopeless = isEdgeError(error) && !error.retryable;
  }
  const { webhookAttempts } = job;
  if (isHopeless || webhookAttempts >= maxAttempts) {
    return { webhookStatus: 'dead', webhookDueAt: null, webhookError: reason };
  }
  const delayMs = retryDelayMs(webhookAttempts, { rng, initialMs: initialDelayMs, maxMs: 3_600_000, retryAfterMs });
  return { webhookDueAt: clock.nowMs() + delayMs, webhookError: reason };
}

function send({ http, clock, secret = '', timeoutMs }: WebhookOptions, job: FetchJob): ReturnType<HttpClient['send']> {
  const body = JSON.stringify({
    type: `model_fetch.${job.status}`,
    timestamp: new Date(job.finishedAt ?? clock.nowMs()).toISOString(),
    data: viewJob(job),
  });
  const timestamp = Math.floor(clock.nowMs() / 1_000);
  const signed = signWebhook({ id: job.webhookEventId ?? '', timestamp, body }, secret);
  return http.send(job.webhookUrl ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  });
}
