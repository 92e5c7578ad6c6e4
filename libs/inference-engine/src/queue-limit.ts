import { EdgeError } from '@harper-edge/contracts';
import type { TenantQueue } from './tenant-queue.ts';

export interface QueueLimits {
  /** Requests that may wait for one model; more only of tenants that have less than their share of so many. */
  readonly maxQueuedRequests: number;
  /** A request that would wait longer than this is refused, unless fewer than eight wait. */
  readonly maxQueueMs: number;
}

export interface QueueLimit {
  /** Learns from a batch how long one takes, and how many rows a request has. */
  ran(batch: { readonly requests: number; readonly rows: number; readonly ms: number }): void;
  /** Why this request cannot wait, as the error to answer with; `undefined` when it can. */
  refusal(
    queue: TenantQueue<unknown>,
    asked: { readonly tenant: string; readonly maxRows: number; readonly leftMs?: number | undefined },
  ): EdgeError | undefined;
}

/** Requests that are always let in: a slow model with few callers is no overload. */
const alwaysLetIn = 8;
const decay = 0.9;
/** The first runs of a model are slow; before so many batches nothing is known of how long one takes. */
const batchesToLearn = 4;
/** Estimates are often too short: what is under way has to end first, and no two runs take the same time. */
const deadlineMargin = 1.25;

/**
 * Refuses at once what would wait too long: a refusal that comes early leaves the caller time to go elsewhere, and the
 * answers that are given stay quick. A tenant that has less than its share in the queue is let in when the others filled it.
 */
export function createQueueLimit({ maxQueuedRequests, maxQueueMs }: QueueLimits): QueueLimit {
  // Of the batches of late; the last ten or so count for most.
  const recent = { batches: 0, requests: 0, rows: 0, ms: 0 };
  let learned = 0;
  /**
   * What waits runs in batches as full as they get, however small those of late were. That is too short while batches
   * grow, and right once they are full: a burst on an idle model is no overload.
   */
  const requestMsIn = (maxRows: number): number => {
    if (recent.batches === 0) return 0;
    const requestsPerBatch = Math.max(1, Math.floor((maxRows * recent.requests) / Math.max(1, recent.rows)));
    return recent.ms / recent.batches / Math.max(requestsPerBatch, recent.requests / recent.batches);
  };
  return {
    ran: ({ requests, rows, ms }) => {
      learned++;
      recent.batches = recent.batches * decay + 1;
      recent.requests = recent.requests * decay + requests;
      recent.rows = recent.rows * decay + rows;
      recent.ms = recent.ms * decay + ms;
    },
    refusal: (queue, { tenant, maxRows, leftMs = Infinity }) => {
      if (queue.length < alwaysLetIn && leftMs === Infinity) return undefined;
      const own = queue.lengthOf(tenant);
      const tenants = queue.tenants + (own === 0 ? 1 : 0);
      // With tenants in turns, as many requests of each of the others go first as this one has waiting itself.
      const ahead = Math.min(queue.length, own * tenants + tenants - 1);
      const waitMs = ahead * requestMsIn(maxRows);
      // Its own run counts too, and what is let in too late is work for nothing. Who is next is always let in.
      const batchMs = recent.batches === 0 ? 0 : recent.ms / recent.batches;
      const answerMs = ahead === 0 ? 0 : (waitMs + batchMs) * deadlineMargin;
      if (answerMs > leftMs)
        return full(`a request would be answered in about ${Math.ceil(answerMs)} ms, after its deadline`, waitMs);
      if (queue.length < alwaysLetIn) return undefined;
      const isFull = queue.length >= maxQueuedRequests;
      if (isFull && own * tenants >= maxQueuedRequests)
        return full(`${queue.length} requests wait for this model`, waitMs);
      if (learned >= batchesToLearn && waitMs > maxQueueMs)
        return full(`a request would wait about ${Math.ceil(waitMs)} ms`, waitMs);
      return undefined;
    },
  };
}

const full = (what: string, waitMs: number): EdgeError =>
  new EdgeError('UNAVAILABLE', `the model is busy: ${what}; try again later`, {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
  });
