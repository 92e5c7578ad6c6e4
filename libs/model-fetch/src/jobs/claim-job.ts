import {
  EdgeError,
  isEdgeError,
  isFree,
  scan,
  takeLease,
  type Leased,
  type LeaseTerms,
  type Rng,
  type Table,
} from '@harper-edge/contracts';
import { endJob, type JobChanges } from './end-job.ts';
import { type FetchJob } from './fetch-job.ts';
import { randomId } from './random-id.ts';
import { takeSlot, type Slot } from './slots.ts';

/** A job that is ours until its lease ends or is taken back. */
export interface Claim {
  /** As it was when it was claimed. */
  readonly job: FetchJob;
  readonly owner: string;
  /** @throws EdgeError PRECONDITION_FAILED once the job is not ours any more */
  update(changes: JobChanges): Promise<void>;
  /** Also keeps the job ours for another while. @throws EdgeError as `update` */
  renew(changes: JobChanges): Promise<void>;
  /** Changes the job and gives it up. @throws EdgeError as `update` */
  finish(changes: JobChanges): Promise<void>;
  /** Gives the place up for the next job; the job itself is left as it is. */
  leave(): Promise<void>;
}

export interface ClaimOptions extends LeaseTerms {
  readonly jobs: Table<FetchJob>;
  readonly slots: Table<Leased>;
  readonly rng: Rng;
  readonly maxConcurrent: number;
  readonly maxRetries: number;
}

/**
 * The next job to run, if there is one and a place to run it: first those whose worker has died, then those that wait, by
 * priority and age. Every job is given to one caller only.
 */
export async function claimJob(options: ClaimOptions): Promise<Claim | undefined> {
  const { jobs, slots, clock, leaseMs, rng, maxConcurrent } = options;
  if ((await candidates(options).next()).done === true) return undefined;
  const owner = randomId(rng);
  const slot = await takeSlot({ slots, count: maxConcurrent, owner, clock, leaseMs });
  if (slot === undefined) return undefined;
  try {
    for await (const candidate of candidates(options)) {
      const job = await take(options, candidate, owner);
      if (job !== undefined) return createClaim({ jobs, job, owner, slot, clock, leaseMs });
    }
  } catch (error) {
    await slot.release();
    throw error;
  }
  await slot.release();
  return undefined;
}

async function* candidates({ jobs, ...terms }: ClaimOptions): AsyncGenerator<FetchJob> {
  for await (const job of scan(jobs, { sort: { field: 'leaseUntil', order: 'ascending' }, limit: 100 })) {
    if (isFree(job, terms)) yield job;
  }
  const where = [{ field: 'status', op: 'eq', value: 'queued' }] as const;
  for await (const job of scan(jobs, { where, sort: { field: 'queueKey', order: 'ascending' }, limit: 100 })) {
    if (job.runAfter <= terms.clock.nowMs()) yield job;
  }
}

async function take(
  { jobs, clock, leaseMs, maxRetries, rng }: ClaimOptions,
  job: FetchJob,
  owner: string,
): Promise<FetchJob | undefined> {
  const nowMs = clock.nowMs();
  // Its worker died on it; a job that kills every worker must come to an end.
  const hasDied = job.status !== 'queued';
  if (hasDied && job.attempts >= maxRetries) {
    const error = {
      code: 'UNAVAILABLE',
      message: `the process that ran the job ended without a word, ${job.attempts + 1} times`,
    } as const;
    const changes = { ...endJob(job, { status: 'failed', nowMs, eventId: randomId(rng) }), error };
    await takeLease(jobs, job, { changes, alsoMatch: { status: job.status } });
    return undefined;
  }
  const changes = {
    status: 'downloading',
    queueKey: null,
    leaseOwner: owner,
    leaseUntil: nowMs + leaseMs,
    startedAt: job.startedAt ?? nowMs,
    attempts: job.attempts + (hasDied ? 1 : 0),
  } as const;
  return takeLease(jobs, job, { changes, alsoMatch: { status: job.status } });
}

interface ClaimParts extends LeaseTerms {
  readonly jobs: Table<FetchJob>;
  readonly job: FetchJob;
  readonly owner: string;
  readonly slot: Slot;
}

function createClaim({ jobs, job, owner, slot, clock, leaseMs }: ClaimParts): Claim {
  const update = async (changes: JobChanges): Promise<void> => {
    try {
      await jobs.patch(job.id, changes, { ifMatch: { leaseOwner: owner } });
    } catch (error) {
      throw isEdgeError(error, 'PRECONDITION_FAILED') ? claimLost(error) : error;
    }
  };
  return {
    job,
    owner,
    update,
    renew: async (changes) => {
      if (!(await slot.renew())) throw claimLost();
      await update({ ...changes, leaseUntil: clock.nowMs() + leaseMs });
    },
    finish: async (changes) => {
      await update({ ...changes, leaseOwner: null, leaseUntil: null });
      await slot.release();
    },
    leave: () => slot.release(),
  };
}

export const claimLost = (cause?: unknown): EdgeError =>
  new EdgeError('PRECONDITION_FAILED', 'the job was cancelled, or another worker runs it now', {
    cause,
    isClaimLost: true,
  });

/** Whether this failure says that the job is not ours any more. */
export const isClaimLost = (error: unknown): boolean => isEdgeError(error) && error.facts['isClaimLost'] === true;
