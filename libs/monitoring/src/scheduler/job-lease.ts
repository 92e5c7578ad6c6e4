import { isEdgeError, isFree, takeLease, type LeaseTerms, type Table } from '@harper-edge/contracts';
import type { JobResult, ScheduledJob } from './scheduled-job.ts';

/** A due time of a job that is ours until the lease ends. */
export interface JobLease {
  readonly dueAt: number;
  /** Whether it still is ours. */
  renew(): Promise<boolean>;
  /** Notes that the due time is over. False when it was not ours any more: then somebody else has it. */
  finish(result: JobResult): Promise<boolean>;
  /** Gives it up undone, for whoever comes next. */
  release(): Promise<void>;
}

export interface JobLeaseOptions extends LeaseTerms {
  readonly table: Table<ScheduledJob>;
  readonly name: string;
  readonly everyMs: number;
  /** A name that nobody else has ever had. */
  readonly owner: string;
}

/** A due time that kills every process must come to an end. */
const maxAttempts = 3;

/** Takes the job if it is due and nobody runs it; of all that try one succeeds. Of several missed due times the newest. */
export async function takeJob(options: JobLeaseOptions): Promise<JobLease | undefined> {
  const { table, everyMs, owner, clock, leaseMs } = options;
  const row = await jobRow(options);
  const nowMs = clock.nowMs();
  const dueAt = lastDue(nowMs, everyMs);
  if (!isDue(row, dueAt, everyMs) || !isFree(row, options)) return undefined;
  const attempts = row.takenDue === dueAt ? row.attempts + 1 : 1;
  const before = { takenDue: row.takenDue, doneDue: row.doneDue };
  if (attempts > maxAttempts) {
    const error = `the process that ran it ended without a word, ${maxAttempts} times`;
    const lastResult: JobResult = { ok: false, startedAt: row.lastRunAt, endedAt: nowMs, error };
    const changes = { leaseOwner: null, leaseUntil: null, doneDue: dueAt, lastResult };
    await takeLease(table, row, { changes, alsoMatch: before });
    return undefined;
  }
  const changes = {
    leaseOwner: owner,
    leaseUntil: nowMs + leaseMs,
    everyMs,
    takenDue: dueAt,
    attempts,
    lastRunAt: nowMs,
  };
  const taken = await takeLease(table, row, { changes, alsoMatch: before });
  return taken && leaseOf(options, { dueAt, attempts });
}

/** Due times are whole multiples of the interval since 1970, the same for everybody. */
export const lastDue = (nowMs: number, everyMs: number): number => Math.floor(nowMs / everyMs) * everyMs;

/** Also when the last one lies far ahead: the clock has been set back since. */
const isDue = ({ doneDue }: ScheduledJob, dueAt: number, everyMs: number): boolean =>
  dueAt > doneDue || doneDue > dueAt + 2 * everyMs;

function leaseOf(
  { table, name, owner, clock, leaseMs }: JobLeaseOptions,
  { dueAt, attempts }: { readonly dueAt: number; readonly attempts: number },
): JobLease {
  const change = async (changes: Partial<Omit<ScheduledJob, 'id'>>): Promise<boolean> => {
    try {
      await table.patch(name, changes, { ifMatch: { leaseOwner: owner } });
      return true;
    } catch (error) {
      if (isEdgeError(error, 'PRECONDITION_FAILED') || isEdgeError(error, 'NOT_FOUND')) return false;
      throw error;
    }
  };
  return {
    dueAt,
    renew: () => change({ leaseUntil: clock.nowMs() + leaseMs }),
    finish: (lastResult) => change({ leaseOwner: null, leaseUntil: null, doneDue: dueAt, lastResult }),
    release: async () => {
      // Begun, but not failed.
      await change({ leaseOwner: null, leaseUntil: null, attempts: attempts - 1 });
    },
  };
}

async function jobRow({ table, name, everyMs, clock }: JobLeaseOptions): Promise<ScheduledJob> {
  const found = await table.get(name);
  if (found !== undefined) return found;
  const doneDue = lastDue(clock.nowMs(), everyMs);
  const job: ScheduledJob = {
    id: name,
    everyMs,
    takenDue: doneDue,
    attempts: 0,
    doneDue,
    lastRunAt: null,
    lastResult: null,
    leaseOwner: null,
    leaseUntil: null,
  };
  try {
    await table.put(job, { ifAbsent: true });
    return job;
  } catch (error) {
    // Somebody else was first.
    if (!isEdgeError(error, 'CONFLICT')) throw error;
    return (await table.get(name)) ?? job;
  }
}
