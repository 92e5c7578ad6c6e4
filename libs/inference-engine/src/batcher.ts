import {
  checkInputs,
  checkOutputs,
  EdgeError,
  isEdgeError,
  type Clock,
  type LoadedModel,
  type Tensor,
  type TensorSpec,
} from '@harper-edge/contracts';
import { createJob, givenUp, type BatchAnswer, type BatchRequest, type Job } from './job.ts';
import type { Lane } from './lane.ts';
import { mergeInputs, splitOutputs } from './merge-tensors.ts';
import { addMs, countBatch, createModelCounters, type ModelCounters, type ReleaseReason } from './model-statistics.ts';
import { createQueueLimit, type QueueLimits } from './queue-limit.ts';
import { rowsAreIndependent } from './row-independence.ts';
import { createTenantQueue, type TenantQueue } from './tenant-queue.ts';

export interface BatcherOptions {
  readonly model: LoadedModel;
  readonly lane: Lane;
  readonly clock: Clock;
  /** Rows that run together at most; 1 runs every request alone. */
  readonly maxBatchRows: number;
  readonly limits: QueueLimits;
}

export interface Batcher {
  /**
   * @throws EdgeError INVALID_INPUT when the inputs are not the model's; UNAVAILABLE when the queue is full;
   *   DEADLINE_EXCEEDED; MODEL_FAILED
   */
  run(request: BatchRequest): Promise<BatchAnswer>;
  readonly counters: ModelCounters;
  /** Requests that wait. */
  depth(): number;
}

/**
 * Runs the requests of one model in batches: while one batch runs the next forms, and an idle model never waits. Only
 * requests whose rows have equal shapes and want the same outputs run together, each gets exactly its own rows, and what
 * fails together is run again one by one, so that a bad request fails alone.
 */
export function createBatcher({ model, lane, clock, maxBatchRows, limits }: BatcherOptions): Batcher {
  const queue = createTenantQueue<Job>();
  const counters = createModelCounters();
  const limit = createQueueLimit(limits);
  const runJobs = createJobRunner(model, { clock, counters });
  const specs = model.metadata.inputs;
  const maxRows = hasRowAxis(model) ? maxBatchRows : 1;

  const runNext = (): Promise<number> | undefined => {
    const { jobs, reason } = takeBatch(queue, runJobs.mayMerge() ? maxRows : 1);
    if (jobs.length === 0) return undefined;
    const startMs = clock.monotonicMs();
    counters.releaseReasons[reason]++;
    return runJobs.run(jobs).then(() => {
      const ms = clock.monotonicMs() - startMs;
      limit.ran(jobs.length, ms);
      counters.lastInferenceMs = clock.nowMs();
      return ms;
    });
  };
  const user = { runNext };

  const checkQueue = ({ tenant = '', deadlineMs }: BatchRequest): void => {
    const leftMs = deadlineMs === undefined ? undefined : deadlineMs - clock.monotonicMs();
    if (leftMs !== undefined && leftMs <= 0) throw givenUp(undefined);
    const asked = { tenant, ...(leftMs === undefined ? {} : { leftMs }) };
    if (limit.refusal(queue, asked) === undefined) return;
    queue.remove((job) => job.isDone());
    const refusal = limit.refusal(queue, asked);
    if (refusal === undefined) return;
    counters.refused++;
    throw refusal;
  };

  return {
    counters,
    depth: () => queue.length,
    // Async, so that what is refused rejects as what fails does.
    run: async (request) => {
      const { outputs, signal, tenant = '' } = request;
      if (signal?.aborted === true) throw givenUp(signal.reason ?? 'aborted');
      checkInputs(request.inputs, specs);
      if (outputs !== undefined) checkOutputs(outputs, model.metadata.outputs);
      checkQueue(request);
      return new Promise<BatchAnswer>((resolve, reject) => {
        const inputs = inOrder(request.inputs, specs);
        queue.push(tenant, createJob({ ...request, inputs }, { clock, counters, resolve, reject }));
        lane.wake(user);
      });
    },
  };
}

/** The jobs that run next: one after the other in turns of their tenants, as long as they fit together. */
function takeBatch(queue: TenantQueue<Job>, maxRows: number): { readonly jobs: Job[]; readonly reason: ReleaseReason } {
  const waiting = queue.length;
  let first: Job | undefined;
  let rows = 0;
  let isFull = false;
  const jobs = queue.take((job) => {
    if (job.isDone()) return true;
    if (first === undefined) {
      first = job;
      rows = job.rows;
      // A request without rows has none to be told apart by.
      isFull = rows >= maxRows || rows === 0;
      return true;
    }
    if (isFull || job.rows === 0 || job.signature !== first.signature) return false;
    if (rows + job.rows > maxRows) {
      isFull = true;
      return false;
    }
    rows += job.rows;
    return true;
  });
  const reason = isFull && waiting > 1 ? 'full' : waiting > 1 ? 'turn' : 'idle';
  return { jobs: jobs.filter((job) => !job.isDone()), reason };
}

interface JobRunner {
  /** Settles every job; never rejects. */
  run(jobs: readonly Job[]): Promise<void>;
  mayMerge(): boolean;
}

function createJobRunner(
  model: LoadedModel,
  { clock, counters }: { readonly clock: Clock; readonly counters: ModelCounters },
): JobRunner {
  let mayMerge = model.independentRows !== false;
  let isKnown = model.independentRows !== undefined;

  const compute = async (inputs: readonly Tensor[], outputs: readonly string[] | undefined) => {
    const startMs = clock.monotonicMs();
    let computeMs: number | undefined;
    const onComputed = (ms: number): void => void (computeMs = ms);
    const answer = await runModel(model, inputs, { onComputed, ...(outputs === undefined ? {} : { outputs }) });
    const inferMs = computeMs ?? clock.monotonicMs() - startMs;
    countBatch(counters, inputs[0]?.shape[0] ?? 1, inferMs);
    return { outputs: answer, inferMs };
  };

  const runAlone = async (job: Job): Promise<void> => {
    if (job.isDone()) return;
    const startMs = clock.monotonicMs();
    try {
      const { outputs, inferMs } = await compute(job.inputs, job.outputs);
      const batchMs = clock.monotonicMs() - startMs - inferMs;
      job.resolve({ outputs, inferMs, batchMs, queueMs: startMs - job.startMs, batchRows: job.rows });
    } catch (error) {
      job.reject(error);
    }
  };

  const runTogether = async (jobs: readonly Job[]): Promise<void> => {
    const startMs = clock.monotonicMs();
    const inputs = mergeInputs(jobs.map((job) => job.inputs));
    addMs(counters.computeInput, clock.monotonicMs() - startMs);
    const { outputs, inferMs } = await compute(inputs, jobs[0]?.outputs);
    const ranMs = clock.monotonicMs();
    const rowCounts = jobs.map(({ rows }) => rows);
    const parts = splitOutputs(outputs, rowCounts);
    if (parts === undefined) {
      mayMerge = false;
      throw new EdgeError('MODEL_FAILED', 'the model gives not one row of output for each row of input');
    }
    const nowMs = clock.monotonicMs();
    addMs(counters.computeOutput, nowMs - ranMs);
    const batchRows = rowCounts.reduce((sum, rows) => sum + rows, 0);
    for (const [i, job] of jobs.entries()) {
      const times = { queueMs: startMs - job.startMs, batchMs: nowMs - startMs - inferMs, inferMs };
      job.resolve({ outputs: parts[i] ?? [], ...times, batchRows });
    }
  };

  const tryTogether = async (jobs: readonly [Job, ...Job[]]): Promise<void> => {
    if (!isKnown) {
      isKnown = true;
      mayMerge = await rowsAreIndependent(model, jobs[0].inputs);
    }
    if (!mayMerge) return;
    try {
      await runTogether(jobs);
    } catch (error) {
      // What held the model has ended: each caller learns so, and nothing is tried again behind its back.
      if (isEdgeError(error, 'UNAVAILABLE')) for (const job of jobs) job.reject(error);
    }
  };

  return {
    mayMerge: () => mayMerge,
    run: async (jobs) => {
      const [first, ...others] = jobs;
      if (first !== undefined && others.length > 0) await tryTogether([first, ...others]);
      for (const job of jobs) await runAlone(job);
    },
  };
}

/** @throws EdgeError only */
async function runModel(...[model, inputs, options]: [LoadedModel, ...Parameters<LoadedModel['run']>]) {
  try {
    return await model.run(inputs, options);
  } catch (error) {
    if (isEdgeError(error)) throw error;
    throw new EdgeError('MODEL_FAILED', 'the model failed on valid input', { cause: error });
  }
}

/** Whether every input and output has a free first axis, which then counts rows. */
const hasRowAxis = ({ metadata: { inputs, outputs } }: LoadedModel): boolean =>
  inputs.length > 0 && [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);

const inOrder = (inputs: readonly Tensor[], specs: readonly TensorSpec[]): readonly Tensor[] =>
  inputs.length === 1 ? inputs : specs.flatMap(({ name }) => inputs.find((input) => input.name === name) ?? []);
