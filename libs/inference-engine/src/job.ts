import type { Clock, Tensor } from '@harper-edge/contracts';
import { givenUp, startTimer, type Patience } from './give-up.ts';
import { batchSignature } from './merge-tensors.ts';
import { addMs, type ModelCounters } from './model-statistics.ts';

export interface BatchRequest extends Patience {
  readonly inputs: readonly Tensor[];
  readonly outputs?: readonly string[] | undefined;
  readonly tenant?: string | undefined;
}

export interface BatchAnswer {
  readonly outputs: readonly Tensor[];
  readonly queueMs: number;
  readonly batchMs: number;
  readonly inferMs: number;
  readonly batchRows: number;
}

/** A request on its way: it ends once, with an answer or an error, and what comes later is dropped. */
export interface Job {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly string[] | undefined;
  readonly rows: number;
  /** Whether it can be told apart from others in a batch: every input has these rows, and at least one. */
  readonly mayMerge: boolean;
  readonly signature: string;
  readonly startMs: number;
  /** Ended: given up by its caller, past its deadline, or answered. */
  isDone(): boolean;
  resolve(answer: BatchAnswer): void;
  reject(error: unknown): void;
}

export interface JobParts {
  readonly clock: Clock;
  readonly counters: ModelCounters;
  readonly resolve: (answer: BatchAnswer) => void;
  readonly reject: (error: unknown) => void;
  /** Called when its caller gives up. */
  readonly onGivenUp: () => void;
}

/** `inputs` must be in the model's order. */
export function createJob({ inputs, outputs, signal, deadlineMs }: BatchRequest, parts: JobParts): Job {
  const { clock, counters, resolve, reject, onGivenUp } = parts;
  const startMs = clock.monotonicMs();
  const rows = inputs[0]?.shape[0] ?? 0;
  let isDone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): boolean => {
    if (isDone) return false;
    isDone = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    return true;
  };
  const cancel = (cause?: unknown): void => {
    if (!end()) return;
    counters.cancelled++;
    onGivenUp();
    reject(givenUp(cause));
  };
  const onAbort = (): void => {
    cancel(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort);
  if (deadlineMs !== undefined) timer = startTimer(cancel, deadlineMs - startMs);
  return {
    inputs,
    outputs,
    rows,
    mayMerge: rows > 0 && inputs.every(({ shape }) => shape[0] === rows),
    signature: batchSignature(inputs, outputs),
    startMs,
    isDone: () => isDone,
    resolve: (answer) => {
      if (!end()) return;
      addMs(counters.success, clock.monotonicMs() - startMs);
      addMs(counters.queue, answer.queueMs);
      resolve(answer);
    },
    reject: (error) => {
      if (!end()) return;
      addMs(counters.fail, clock.monotonicMs() - startMs);
      reject(error);
    },
  };
}
