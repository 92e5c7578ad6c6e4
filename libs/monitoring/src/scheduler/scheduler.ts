import {
  createSystemRng,
  scan,
  type Clock,
  type Logger,
  type Rng,
  type Store,
  type Table,
} from '@harper-edge/contracts';
import { takeJob } from './job-lease.ts';
import { runLeased, type Job, type RunParts } from './run-leased.ts';
import { scheduledJobTable, type ScheduledJob } from './scheduled-job.ts';
import { systemTimers, wait, type Timers } from './timers.ts';

export interface Scheduler {
  /** @throws RangeError for an interval that is no whole number above 0, or a name that is taken */
  add(job: Job): void;
  /** Looks for due jobs from now on. */
  start(): void;
  /** Runs, here and now, every job that is due and that nobody runs; resolves when these runs are over. */
  runDue(): Promise<void>;
  /** Every job anybody has ever run, with how it went. */
  list(): Promise<readonly ScheduledJob[]>;
  /** Starts nothing more, tells what runs here to stop, and waits for it; what was not done is done by whoever comes next. */
  stop(): Promise<void>;
}

export interface SchedulerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Default the system's. */
  readonly rng?: Rng;
  readonly timers?: Timers;
  /** Whoever died holds a job no longer than this; default 60,000. */
  readonly leaseMs?: number;
  /** About so long between two looks for due jobs; default 5,000. */
  readonly tickMs?: number;
  /**
   * Whoever has taken a job looks again after this long, and leaves it to whom it then belongs: for stores whose nodes learn
   * of each other's writes later. Default 0.
   */
  readonly settleMs?: number;
}

interface Running {
  readonly done: Promise<void>;
  stop(): void;
}

/**
 * Runs each job at each of its due times once, in one of all the threads and processes that share the store. Which one is
 * decided by a lease in the row of the job: renewed while it runs, and free after a while when its owner dies, whose run is
 * begun anew by somebody else, three times at most. A job that takes longer than its interval is not started beside itself.
 * Of the due times missed meanwhile, or while nobody was there, the newest is caught up.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { store, clock, logger, rng = createSystemRng(), timers = systemTimers } = options;
  const { leaseMs = 60_000, tickMs = 5_000, settleMs = 0 } = options;
  const table = store.table(scheduledJobTable);
  const jobs = new Map<string, Job>();
  const running = new Map<string, Running>();
  let [isStopped, isStarted] = [false, false];
  let cancelTick = (): void => undefined;

  const begin = (job: Job): Running => {
    const stopping = new AbortController();
    const owner = Math.floor(rng.next() * 2 ** 53).toString(36);
    const parts = { table, clock, logger, timers, leaseMs, settleMs, owner, stopping: stopping.signal };
    const done = runIfDue(job, parts)
      .catch((error: unknown) => {
        logger.warn('whether a job is due could not be found out', { job: job.name, error });
      })
      .finally(() => running.delete(job.name));
    return {
      done,
      stop: () => {
        stopping.abort(hostStops);
      },
    };
  };
  const beginAll = (): void => {
    if (isStopped) return;
    for (const job of jobs.values()) if (!running.has(job.name)) running.set(job.name, begin(job));
  };
  const tick = (): void => {
    beginAll();
    // So that the threads of a host do not all look at once.
    cancelTick = timers.after(tickMs * (0.75 + 0.5 * rng.next()), tick);
  };

  return {
    add: (job) => {
      if (!Number.isSafeInteger(job.everyMs) || job.everyMs < 1)
        throw new RangeError(`A job runs every so many whole milliseconds, got ${job.everyMs} for "${job.name}".`);
      if (jobs.has(job.name)) throw new RangeError(`There already is a job "${job.name}".`);
      jobs.set(job.name, job);
    },
    start: () => {
      if (isStarted || isStopped) return;
      isStarted = true;
      tick();
    },
    runDue: async () => {
      beginAll();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
    list: () => allOf(table),
    stop: async () => {
      isStopped = true;
      cancelTick();
      const all = [...running.values()];
      for (const { stop } of all) stop();
      await Promise.all(all.map(({ done }) => done));
    },
  };
}

async function allOf(table: Table<ScheduledJob>): Promise<readonly ScheduledJob[]> {
  const rows: ScheduledJob[] = [];
  for await (const row of scan(table)) rows.push(row);
  return rows;
}

/** Why a run is told to stop. */
const hostStops = new Error('the host is shutting down');

interface TakeParts extends RunParts {
  readonly table: Table<ScheduledJob>;
  readonly settleMs: number;
  readonly owner: string;
}

async function runIfDue(job: Job, parts: TakeParts): Promise<void> {
  const { table, clock, timers, owner, leaseMs, settleMs, stopping } = parts;
  const { name, everyMs } = job;
  const lease = await takeJob({ table, name, everyMs, owner, clock, leaseMs });
  if (lease === undefined) return;
  if (settleMs > 0) {
    await wait(timers, settleMs, stopping);
    if ((await table.get(name))?.leaseOwner !== owner) return;
  }
  if (stopping.aborted) await lease.release();
  else await runLeased(job, lease, parts);
}
