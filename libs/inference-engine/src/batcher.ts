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
import { givenUp } from './give-up.ts';
import { createJobRunner } from './job-runner.ts';
import { createJob, type BatchAnswer, type BatchRequest, type Job } from './job.ts';
import type { Lane } from './lane.ts';
import { createModelCounters, type ModelCounters } from './model-statistics.ts';
import { createQueueLimit, type QueueLimits } from './queue-limit.ts';
import { takeBatch } from './take-batch.ts';
import { createTenantQueue } from './tenant-queue.ts';

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
   * @throws EdgeError INVALID_INPUT when the inputs are not the model's; UNAVAILABLE when the queue is full, or the model
   *   gone; DEADLINE_EXCEEDED; MODEL_FAILED
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
  const runner = createJobRunner(model, { clock, counters });
  const specs = model.metadata.inputs;
  const maxRows = hasRowAxis(model) ? maxBatchRows : 1;

  const rowsTogether = (): number => (runner.mayMerge() ? maxRows : 1);

  const runNext = (hadToWait: boolean): Promise<number> | undefined => {
    if (model.isGone?.() === true) for (const job of queue.remove(() => true)) job.reject(neverRan());
    const { jobs, rows, isFull } = takeBatch(queue, rowsTogether());
    if (jobs.length === 0) return undefined;
    const startMs = clock.monotonicMs();
    counters.releaseReasons[isFull ? 'full' : hadToWait ? 'turn' : 'idle']++;
    return runner.run(jobs).then(() => {
      const ms = clock.monotonicMs() - startMs;
      limit.ran({ requests: jobs.length, rows, ms });
      counters.lastInferenceMs = clock.nowMs();
      return ms;
    });
  };
  const user = { runNext };

  const checkQueue = ({ tenant = '', deadlineMs }: BatchRequest): void => {
    const leftMs = deadlineMs === undefined ? undefined : deadlineMs - clock.monotonicMs();
    if (leftMs !== undefined && leftMs <= 0) throw givenUp(undefined);
    const refusal = limit.refusal(queue, { tenant, maxRows: rowsTogether(), leftMs });
    if (refusal === undefined) return;
    counters.refused++;
    throw refusal;
  };

  return {
    counters,
    depth: () => queue.length,
    // What the checks throw rejects, as what fails later does.
    run: (request) =>
      new Promise<BatchAnswer>((resolve, reject) => {
        const { outputs, signal, deadlineMs, tenant = '' } = request;
        if (signal?.aborted === true) throw givenUp(signal.reason ?? 'aborted');
        checkInputs(request.inputs, specs);
        if (outputs !== undefined) checkOutputs(outputs, model.metadata.outputs);
        checkQueue(request);
        const inputs = inOrder(request.inputs, specs);
        const onGivenUp = (): void => void queue.remove((other) => other === job);
        const asked = { inputs, outputs, signal, deadlineMs };
        const job = createJob(asked, { clock, counters, resolve, reject, onGivenUp });
        queue.push(tenant, job);
        lane.wake(user);
      }),
  };
}

const neverRan = (): EdgeError =>
  new EdgeError('UNAVAILABLE', 'what held the model ended; it is loaded again, send the request again', {
    neverRan: true,
  });

/** Whether a request failed because its model was gone before its turn: it can wait for the next one instead. */
export const hasNeverRun = (error: unknown): boolean =>
  isEdgeError(error, 'UNAVAILABLE') && error.facts['neverRan'] === true;

/** Whether every input and output has a free first axis, which then counts rows. */
const hasRowAxis = ({ metadata: { inputs, outputs } }: LoadedModel): boolean =>
  inputs.length > 0 && [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);

const inOrder = (inputs: readonly Tensor[], specs: readonly TensorSpec[]): readonly Tensor[] =>
  inputs.length === 1 ? inputs : specs.flatMap(({ name }) => inputs.find((input) => input.name === name) ?? []);
