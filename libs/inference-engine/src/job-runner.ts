import { EdgeError, isEdgeError, type Clock, type LoadedModel, type Tensor } from '@harper-edge/contracts';
import type { Job } from './job.ts';
import { mergeInputs, splitOutputs } from './merge-tensors.ts';
import { addMs, countBatch, type ModelCounters } from './model-statistics.ts';
import { rowsAreIndependent } from './row-independence.ts';

export interface JobRunner {
  /** Runs the jobs together where that is possible. Settles every one of them; never rejects. */
  run(jobs: readonly Job[]): Promise<void>;
  /** False once the model has turned out to need each request alone. */
  mayMerge(): boolean;
}

export interface JobRunnerOptions {
  readonly clock: Clock;
  readonly counters: ModelCounters;
}

/** What fails together is run again one by one, so that a bad request fails alone. */
export function createJobRunner(model: LoadedModel, options: JobRunnerOptions): JobRunner {
  const runAlone = createSingleRun(model, options);
  const runTogether = createMergedRun(model, options);
  let mayMerge = model.independentRows !== false;
  let isKnown = model.independentRows !== undefined;

  const tryTogether = async (jobs: readonly [Job, ...Job[]]): Promise<void> => {
    if (!isKnown) {
      const areIndependent = await rowsAreIndependent(model, jobs[0].inputs);
      // Tried again with the next batch: one bad request is no reason to run all others alone for ever.
      if (areIndependent === undefined) return;
      isKnown = true;
      mayMerge = areIndependent;
    }
    if (!mayMerge) return;
    try {
      mayMerge = await runTogether(jobs);
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

function createSingleRun(model: LoadedModel, { clock, counters }: JobRunnerOptions): (job: Job) => Promise<void> {
  const compute = createCompute(model, { clock, counters });
  return async (job) => {
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
}

/** Resolves with whether the model gave a row of output for each row of input; where it did not, no job is settled. */
function createMergedRun(
  model: LoadedModel,
  { clock, counters }: JobRunnerOptions,
): (jobs: readonly Job[]) => Promise<boolean> {
  const compute = createCompute(model, { clock, counters });
  return async (jobs) => {
    const startMs = clock.monotonicMs();
    const inputs = mergeInputs(jobs.map((job) => job.inputs));
    addMs(counters.computeInput, clock.monotonicMs() - startMs);
    const { outputs, inferMs } = await compute(inputs, jobs[0]?.outputs);
    const ranMs = clock.monotonicMs();
    const rowCounts = jobs.map(({ rows }) => rows);
    const parts = splitOutputs(outputs, rowCounts);
    if (parts === undefined) return false;
    const nowMs = clock.monotonicMs();
    addMs(counters.computeOutput, nowMs - ranMs);
    const batchRows = rowCounts.reduce((sum, rows) => sum + rows, 0);
    for (const [i, job] of jobs.entries()) {
      const times = { queueMs: startMs - job.startMs, batchMs: nowMs - startMs - inferMs, inferMs };
      job.resolve({ outputs: parts[i] ?? [], ...times, batchRows });
    }
    return true;
  };
}

type Compute = (
  inputs: readonly Tensor[],
  outputs: readonly string[] | undefined,
) => Promise<{ readonly outputs: readonly Tensor[]; readonly inferMs: number }>;

/** Runs the model and counts it. Throws EdgeError only. */
function createCompute(model: LoadedModel, { clock, counters }: JobRunnerOptions): Compute {
  return async (inputs, outputs) => {
    const startMs = clock.monotonicMs();
    let computeMs: number | undefined;
    const onComputed = (ms: number): void => void (computeMs = ms);
    try {
      const answer = await model.run(inputs, { onComputed, ...(outputs === undefined ? {} : { outputs }) });
      const inferMs = computeMs ?? clock.monotonicMs() - startMs;
      countBatch(counters, inputs[0]?.shape[0] ?? 1, inferMs);
      return { outputs: answer, inferMs };
    } catch (error) {
      if (isEdgeError(error)) throw error;
      throw new EdgeError('MODEL_FAILED', 'the model failed on valid input', { cause: error });
    }
  };
}
