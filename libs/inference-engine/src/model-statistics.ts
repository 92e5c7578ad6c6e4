export interface Tally {
  count: number;
  /** Nanoseconds, all together. */
  ns: number;
}

/** Why a batch ran when it did: its lane was idle, it was as large as allowed, or its turn came while it was still growing. */
export type ReleaseReason = 'idle' | 'full' | 'turn';

/** What a loaded model has done since it was loaded; the words are those of the Open Inference Protocol. */
export interface ModelCounters {
  /** Milliseconds since 1970; 0 for never. */
  lastInferenceMs: number;
  /** Rows answered. */
  inferenceCount: number;
  /** Batches run. */
  executionCount: number;
  success: Tally;
  fail: Tally;
  /** Refused because the queue was full. */
  refused: number;
  /** Given up by their callers, or past their deadline, before they were answered. */
  cancelled: number;
  queue: Tally;
  computeInput: Tally;
  computeInfer: Tally;
  computeOutput: Tally;
  /** Batches by their number of rows. */
  readonly batches: Map<number, Tally>;
  readonly releaseReasons: Record<ReleaseReason, number>;
}

export function createModelCounters(): ModelCounters {
  const tally = (): Tally => ({ count: 0, ns: 0 });
  return {
    lastInferenceMs: 0,
    inferenceCount: 0,
    executionCount: 0,
    success: tally(),
    fail: tally(),
    refused: 0,
    cancelled: 0,
    queue: tally(),
    computeInput: tally(),
    computeInfer: tally(),
    computeOutput: tally(),
    batches: new Map(),
    releaseReasons: { idle: 0, full: 0, turn: 0 },
  };
}

export function addMs(tally: Tally, ms: number): void {
  tally.count++;
  tally.ns += Math.round(ms * 1e6);
}

/** Counts a run of the model. */
export function countBatch(counters: ModelCounters, rows: number, inferMs: number): void {
  counters.inferenceCount += rows;
  counters.executionCount++;
  addMs(counters.computeInfer, inferMs);
  const sized = counters.batches.get(rows) ?? { count: 0, ns: 0 };
  addMs(sized, inferMs);
  counters.batches.set(rows, sized);
}
