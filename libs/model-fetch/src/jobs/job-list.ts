import { createHash } from 'node:crypto';
import { EdgeError, isEdgeError, type Clock, type Page, type Rng, type Table } from '@harper-edge/contracts';
import { endJob, type JobChanges } from './end-job.ts';
import { hasEnded, queueKeyOf, type FetchJob, type FetchRequest, type JobStatus } from './fetch-job.ts';
import { randomId } from './random-id.ts';

export interface JobFilter {
  readonly status?: JobStatus;
  readonly modelName?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** Jobs as those who ask for models see them. */
export interface JobList {
  /** A new job, or the one that does the same and has not ended yet. */
  submit(request: FetchRequest, priority: number): Promise<FetchJob>;
  /** @throws EdgeError NOT_FOUND */
  get(id: string): Promise<FetchJob>;
  /** Newest first. */
  list(filter?: JobFilter): Promise<Page<FetchJob>>;
  /** Runs a failed or cancelled job again, from what it has downloaded. @throws EdgeError NOT_FOUND, CONFLICT */
  retry(id: string): Promise<FetchJob>;
  /** @throws EdgeError NOT_FOUND; CONFLICT when it has ended, or is being registered */
  cancel(id: string): Promise<FetchJob>;
}

export interface JobListOptions {
  readonly jobs: Table<FetchJob>;
  readonly clock: Clock;
  readonly rng: Rng;
}

export function createJobList({ jobs, clock, rng }: JobListOptions): JobList {
  const get = async (id: string): Promise<FetchJob> => {
    const job = await jobs.get(id);
    if (job === undefined) throw new EdgeError('NOT_FOUND', `there is no fetch job "${id.slice(0, 100)}"`);
    return job;
  };
  /** @throws EdgeError CONFLICT when another call changed the status first */
  const change = async ({ id, status }: FetchJob, changes: JobChanges): Promise<FetchJob> => {
    try {
      return await jobs.patch(id, changes, { ifMatch: { status } });
    } catch (cause) {
      if (!isEdgeError(cause, 'PRECONDITION_FAILED')) throw cause;
      throw new EdgeError('CONFLICT', 'the job has just changed; look at it again', { cause });
    }
  };
  return {
    get,
    submit: (request, priority) => submit({ jobs, clock }, request, priority),
    list: ({ limit, cursor, ...fields } = {}) =>
      jobs.query({
        where: (['status', 'modelName'] as const).flatMap((field) => {
          const value = fields[field];
          return value === undefined ? [] : [{ field, op: 'eq', value } as const];
        }),
        sort: { field: 'createdAt', order: 'descending' },
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    retry: async (id) => {
      const job = await get(id);
      if (job.status !== 'failed' && job.status !== 'cancelled') {
        throw new EdgeError('CONFLICT', `only failed and cancelled jobs can be run again; this one is ${job.status}`);
      }
      const newest = await newestLike(jobs, id);
      if (newest !== undefined && newest.id !== id && !hasEnded(newest)) {
        throw new EdgeError('CONFLICT', `job ${newest.id} does the same already`);
      }
      return change(job, waiting(job, clock.nowMs()));
    },
    cancel: async (id) => {
      const job = await get(id);
      if (job.status === 'cancelled') return job;
      if (job.status !== 'queued' && job.status !== 'downloading') {
        const what = hasEnded(job) ? 'has ended' : 'is being registered';
        throw new EdgeError('CONFLICT', `the job ${what}: only jobs that wait or download can be cancelled`);
      }
      return change(job, endJob(job, { status: 'cancelled', nowMs: clock.nowMs(), eventId: randomId(rng) }));
    },
  };
}

/** As a job is when it is to be run from the start of its tries. */
const waiting = (job: Pick<FetchJob, 'id' | 'priority' | 'createdAt'>, nowMs: number): JobChanges => ({
  status: 'queued',
  queueKey: queueKeyOf(job),
  runAfter: nowMs,
  attempts: 0,
  finishedAt: null,
  error: null,
  webhookStatus: null,
  webhookEventId: null,
  webhookAttempts: 0,
  webhookDueAt: null,
  webhookError: null,
});

/** Jobs that do the same have ids that differ in a running number only: of two callers, one can write the next. */
async function submit(
  { jobs, clock }: Omit<JobListOptions, 'rng'>,
  request: FetchRequest,
  priority: number,
): Promise<FetchJob> {
  const start = `${identityOf(request)}-`;
  for (;;) {
    const newest = await newestLike(jobs, start);
    if (newest !== undefined && !hasEnded(newest)) return raisePriority(jobs, newest, priority);
    const number = newest === undefined ? 1 : Number(newest.id.slice(start.length)) + 1;
    const createdAt = clock.nowMs();
    const id = `${start}${String(number).padStart(6, '0')}`;
    const job: FetchJob = {
      ...freshJob,
      ...request,
      id,
      createdAt,
      runAfter: createdAt,
      priority,
      queueKey: queueKeyOf({ id, priority, createdAt }),
    };
    try {
      await jobs.put(job, { ifAbsent: true });
      return job;
    } catch (error) {
      if (!isEdgeError(error, 'CONFLICT')) throw error;
    }
  }
}

const freshJob = {
  status: 'queued',
  leaseOwner: null,
  leaseUntil: null,
  attempts: 0,
  startedAt: null,
  finishedAt: null,
  revision: null,
  files: [],
  downloadedBytes: 0,
  totalBytes: null,
  artifactSha256: null,
  error: null,
  webhookStatus: null,
  webhookEventId: null,
  webhookAttempts: 0,
  webhookDueAt: null,
  webhookError: null,
} as const;

/** Whoever asks for the same more urgently gets it sooner. */
async function raisePriority(jobs: Table<FetchJob>, job: FetchJob, priority: number): Promise<FetchJob> {
  if (job.status !== 'queued' || priority <= job.priority) return job;
  try {
    const changes = { priority, queueKey: queueKeyOf({ ...job, priority }) };
    return await jobs.patch(job.id, changes, { ifMatch: { status: 'queued' } });
  } catch (error) {
    if (!isEdgeError(error, 'PRECONDITION_FAILED')) throw error;
    // It runs already.
    return job;
  }
}

/** The last of the jobs that do the same as the one with this id. */
async function newestLike(jobs: Table<FetchJob>, id: string): Promise<FetchJob | undefined> {
  const value = id.slice(0, id.lastIndexOf('-') + 1);
  const query = {
    where: [{ field: 'id', op: 'startsWith', value }],
    sort: { field: 'id', order: 'descending' },
    limit: 1,
  } as const;
  return (await jobs.query(query)).rows[0];
}

/** The same for requests that ask for the same, in whatever order their members stand. */
function identityOf(request: FetchRequest): string {
  const ordered = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash('sha256').update(JSON.stringify(request, ordered)).digest('hex').slice(0, 24);
}
