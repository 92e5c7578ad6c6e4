import { isEdgeError, type Clock, type Json, type Logger } from '@harper-edge/contracts';
import type { JobLease } from './job-lease.ts';
import type { JobResult } from './scheduled-job.ts';
import type { Timers } from './timers.ts';

export interface Job {
  /** The same for everybody who may run it. */
  readonly name: string;
  /** It is due at whole multiples of this since 1970. */
  readonly everyMs: number;
  /** What it returns is kept as the last result: some hundred bytes. What it throws is logged and kept as well. */
  run(run: JobRun): Promise<Json>;
}

export interface JobRun {
  /** The time it was due. */
  readonly dueAt: number;
  /** Aborted when the host stops or the job has gone to somebody else. */
  readonly signal: AbortSignal;
}

export interface RunParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timers: Timers;
  readonly leaseMs: number;
  readonly stopping: AbortSignal;
}

const leaseLost = new Error('the job has gone to somebody else');

/** Runs a job while its lease is kept, and notes how it went. */
export async function runLeased(job: Job, lease: JobLease, parts: RunParts): Promise<void> {
  const { clock, logger, stopping } = parts;
  const { name } = job;
  const startedAt = clock.nowMs();
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  const endRenewals = keepRenewing(lease, parts, () => {
    lost.abort(leaseLost);
  });
  const run = async (): Promise<Json> => job.run({ dueAt: lease.dueAt, signal });
  const ended = await run().then(
    (value): JobResult => ({ ok: true, startedAt, endedAt: clock.nowMs(), value }),
    (error: unknown) => {
      // Whoever was told to stop has not failed.
      if (signal.aborted) return undefined;
      logger.warn('a job failed', { job: name, error });
      return { ok: false, startedAt, endedAt: clock.nowMs(), error: messageOf(error) } as const;
    },
  );
  await endRenewals();
  if (ended === undefined) await lease.release();
  else if (!(await lease.finish(ended)))
    logger.warn('a job ended here after it had gone to somebody else', { job: name });
}

/** Renews the lease until told otherwise; says when it is lost. */
function keepRenewing(
  lease: JobLease,
  { clock, logger, timers, leaseMs }: RunParts,
  onLost: () => void,
): () => Promise<void> {
  let keptUntilMs = clock.monotonicMs() + leaseMs;
  let renewing = Promise.resolve();
  let isOver = false;
  let cancel = (): void => undefined;
  const renew = async (): Promise<void> => {
    const beganMs = clock.monotonicMs();
    try {
      if (await lease.renew()) keptUntilMs = beganMs + leaseMs;
      else onLost();
    } catch (error) {
      // A store that does not answer may do so again before the lease ends.
      logger.warn('the lease of a job could not be renewed', { error });
      if (clock.monotonicMs() >= keptUntilMs) onLost();
    }
    if (!isOver) schedule();
  };
  const schedule = (): void => {
    cancel = timers.after(leaseMs / 3, () => {
      renewing = renew();
    });
  };
  schedule();
  return async () => {
    isOver = true;
    cancel();
    await renewing;
  };
}

/** As people may read it: of what was not foreseen only that it happened. */
const messageOf = (error: unknown): string =>
  isEdgeError(error) ? error.message : 'an unforeseen failure; the log of the host has it';
