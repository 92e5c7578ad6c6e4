import type { Logger, Table } from '@harper-edge/contracts';
import { claimJob, type Claim, type ClaimOptions } from './jobs/claim-job.ts';
import type { FetchJob } from './jobs/fetch-job.ts';
import { createJobFolder } from './files/job-folder.ts';
import { hostCloses, runJob, type RunnerParts } from './jobs/run-job.ts';
import { sweepFolders } from './jobs/sweep-folders.ts';
import type { Webhooks } from './webhooks/deliver-webhooks.ts';

export interface JobRunner {
  /** Looks for work now, instead of at the next turn. */
  wake(): void;
  /** Runs jobs from now on. */
  start(): void;
  /** Puts the running jobs back, to be gone on with by whoever comes next. */
  close(): Promise<void>;
}

export interface JobRunnerOptions {
  readonly claims: ClaimOptions;
  readonly runner: RunnerParts;
  readonly webhooks: Webhooks;
  readonly jobs: Table<FetchJob>;
  readonly logger: Logger;
  /** Between two looks for work, milliseconds. */
  readonly pollMs: number;
}

const sweepEveryMs = 3_600_000;

/** Takes jobs as they come and places are free. Any number of these, in any number of threads, share one table of jobs. */
export function createJobRunner({ claims, runner, webhooks, jobs, logger, pollMs }: JobRunnerOptions): JobRunner {
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let sweptAtMs = -Infinity;
  const { clock, directory } = runner;

  const run = async (claim: Claim): Promise<void> => {
    try {
      await runJob(runner, claim, closing.signal);
      const { id } = claim.job;
      if ((await jobs.get(id))?.status === 'cancelled') await createJobFolder(directory, id).remove();
    } catch (error) {
      logger.error('a fetch job could not be run', { jobId: claim.job.id, error });
    }
  };
  const look = async (): Promise<void> => {
    for (let claim = await claimJob(claims); claim !== undefined; claim = await claimJob(claims)) {
      const job = run(claim).finally(() => {
        running.delete(job);
        wake();
      });
      running.add(job);
      if (closing.signal.aborted) return;
    }
    await webhooks.deliverDue();
    if (clock.monotonicMs() - sweptAtMs < sweepEveryMs) return;
    sweptAtMs = clock.monotonicMs();
    await sweepFolders({ directory, jobs, clock });
  };
  const looking = createOneAtATime(look, (error) => {
    logger.warn('there was no looking for fetch jobs', { error });
  });
  const wake = (): void => {
    if (timer !== undefined && !closing.signal.aborted) looking.again();
  };
  return {
    wake,
    start: () => {
      timer ??= setInterval(wake, pollMs).unref();
      wake();
    },
    close: async () => {
      closing.abort(hostCloses);
      clearInterval(timer);
      await looking.idle();
      await Promise.all(running);
      await webhooks.close();
    },
  };
}

/** Runs a call one at a time; asked for again meanwhile, it runs once more afterwards. */
function createOneAtATime(call: () => Promise<void>, onError: (error: unknown) => void) {
  let running: Promise<void> | undefined;
  let isWantedAgain = false;
  const again = (): void => {
    if (running !== undefined) {
      isWantedAgain = true;
      return;
    }
    isWantedAgain = false;
    running = call()
      .catch(onError)
      .finally(() => {
        running = undefined;
        if (isWantedAgain) again();
      });
  };
  return {
    again,
    idle: async (): Promise<void> => {
      while (running !== undefined) await running;
    },
  };
}
