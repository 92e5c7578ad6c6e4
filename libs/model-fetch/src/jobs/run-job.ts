import {
  isEdgeError,
  retryDelayMs,
  type BlobStore,
  type Clock,
  type Logger,
  type ModelSource,
  type Rng,
} from '@harper-edge/contracts';
import { diskFailure } from '../files/disk-failure.ts';
import { createJobFolder } from '../files/job-folder.ts';
import { isPaused } from '../http/rate-limit.ts';
import { claimLost, isClaimLost, type Claim } from './claim-job.ts';
import { downloadModel } from './download-model.ts';
import { endJob } from './end-job.ts';
import { queueKeyOf, type JobError } from './fetch-job.ts';
import type { CompleteFetch } from './fetched-model.ts';
import { isTransient } from './is-transient.ts';
import { createJobState, type JobState } from './job-state.ts';
import { randomId } from './random-id.ts';
import type { SourceName } from '../sources/index.ts';

export interface RunnerParts {
  readonly sources: Readonly<Record<SourceName, ModelSource>>;
  readonly complete: CompleteFetch;
  readonly blobs: BlobStore;
  readonly directory: string;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
  readonly leaseMs: number;
  /** Between two notes of how far a job is, milliseconds. */
  readonly heartbeatMs: number;
  readonly maxFileBytes: number;
  readonly maxRetries: number;
  readonly initialRetryDelayMs: number;
}

/** Why a running job stops without being over: the host ends. */
export const hostCloses = new Error('the host is shutting down');

/** Runs a claimed job until it has ended, waits for another try, or is ours no more. */
export async function runJob(parts: RunnerParts, claim: Claim, closing: AbortSignal): Promise<void> {
  const { job } = claim;
  const state = createJobState(job);
  const lost = new AbortController();
  const stopBeating = beat(parts, {
    claim,
    state,
    onLost: (error) => {
      lost.abort(error);
    },
  });
  const folder = createJobFolder(parts.directory, job.id);
  try {
    const signal = AbortSignal.any([lost.signal, closing]);
    const { blobs, maxFileBytes } = parts;
    const source = parts.sources[job.source];
    const model = await downloadModel({ source, claim, folder, state, blobs, maxFileBytes, signal });
    await claim.renew({ status: 'processing' });
    const { sha256 } = await parts.complete(model);
    await stopBeating();
    const ended = endJob(job, { status: 'completed', nowMs: parts.clock.nowMs(), eventId: randomId(parts.rng) });
    await claim.finish({ ...ended, ...(await state.checkpoint()), artifactSha256: sha256, error: null });
    await folder.remove();
  } catch (error) {
    await stopBeating();
    const failure: unknown = lost.signal.aborted ? lost.signal.reason : diskFailure(error);
    await settle(parts, { claim, state, failure });
    // Another try would have to begin anew in any case.
    if (!isTransient(failure) && !isClaimLost(failure) && failure !== hostCloses) await folder.remove();
  }
}

interface Beating {
  readonly claim: Claim;
  readonly state: JobState;
  onLost(error: unknown): void;
}

/** Notes regularly how far the job is, which also keeps it ours; returns what ends that. */
function beat(
  { clock, leaseMs, heartbeatMs, logger }: RunnerParts,
  { claim, state, onLost }: Beating,
): () => Promise<void> {
  let keptUntilMs = clock.monotonicMs() + leaseMs;
  let running = Promise.resolve();
  let isRunning = false;
  const note = async (): Promise<void> => {
    const startMs = clock.monotonicMs();
    try {
      await claim.renew(await state.checkpoint());
      keptUntilMs = startMs + leaseMs;
    } catch (error) {
      // A store that does not answer may do so again before the lease ends.
      if (isClaimLost(error) || isEdgeError(error, 'NOT_FOUND') || clock.monotonicMs() > keptUntilMs) onLost(error);
      else logger.warn('how far a fetch job is could not be noted', { jobId: claim.job.id, error });
    } finally {
      isRunning = false;
    }
  };
  const timer = setInterval(() => {
    // Also when the store never answers: somebody else has the job by then.
    if (clock.monotonicMs() > keptUntilMs) onLost(claimLost());
    if (isRunning) return;
    isRunning = true;
    running = note();
  }, heartbeatMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

interface Failed {
  readonly claim: Claim;
  readonly state: JobState;
  readonly failure: unknown;
}

/** Notes what the failure means for the job: another try, or the end. */
async function settle(parts: RunnerParts, { claim, state, failure }: Failed): Promise<void> {
  const { logger } = parts;
  const { id } = claim.job;
  try {
    if (isClaimLost(failure)) {
      logger.info('a fetch job was cancelled, or another worker runs it now', { jobId: id });
      await claim.leave();
      return;
    }
    await claim.finish({ ...(await state.checkpoint()), ...changesAfter(parts, claim, failure) });
  } catch (second) {
    if (!isClaimLost(second)) logger.error('how a fetch job ended could not be noted', { jobId: id, error: second });
    await claim.leave();
  }
}

function changesAfter({ clock, rng, logger, ...limits }: RunnerParts, { job }: Claim, failure: unknown) {
  const nowMs = clock.nowMs();
  const waits = { status: 'queued', queueKey: queueKeyOf(job) } as const;
  if (failure === hostCloses) return { ...waits, runAfter: nowMs, attempts: job.attempts };
  const error = describe(failure);
  // What was never tried is no failure of this job: another one was told to wait.
  if (isPaused(failure))
    return { ...waits, runAfter: nowMs + (retryAfterOf(failure) ?? 0), attempts: job.attempts, error };
  if (isTransient(failure) && job.attempts < limits.maxRetries) {
    const attempts = job.attempts + 1;
    const delayMs = retryDelayMs(attempts, {
      rng,
      initialMs: limits.initialRetryDelayMs,
      retryAfterMs: retryAfterOf(failure),
    });
    logger.info('a fetch job is tried again', { jobId: job.id, attempts, delayMs, error: failure });
    return { ...waits, runAfter: nowMs + delayMs, attempts, error };
  }
  logger.warn('a fetch job failed', { jobId: job.id, error: failure });
  return { ...endJob(job, { status: 'failed', nowMs, eventId: randomId(rng) }), error };
}

function retryAfterOf(error: unknown): number | undefined {
  const waitMs = isEdgeError(error) ? error.facts['retryAfterMs'] : undefined;
  return typeof waitMs === 'number' ? waitMs : undefined;
}

/** As callers see it: of what was not foreseen only that it happened. */
function describe(error: unknown): JobError {
  if (isEdgeError(error)) return { code: error.code, message: error.message };
  return { code: 'INTERNAL', message: 'an unforeseen failure; the log of the host has it' };
}
