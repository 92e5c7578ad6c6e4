import type { ModelVersion } from '@harper-edge/contracts';
import type { ModelStatistics } from '@harper-edge/inference-engine';

/** How often, and how long all together in nanoseconds. */
interface Duration {
  readonly count: number;
  readonly ns: number;
}

/** One model version as the statistics extension writes it; all counts start with the load of the model. */
export interface ModelStats {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since 1970, 0 for never. */
  readonly last_inference: number;
  /** Rows. */
  readonly inference_count: number;
  /** Batches. */
  readonly execution_count: number;
  readonly inference_stats: Readonly<Record<(typeof phases)[number], Duration>>;
  readonly batch_stats: readonly {
    readonly batch_size: number;
    readonly compute_input: Duration;
    readonly compute_infer: Duration;
    readonly compute_output: Duration;
  }[];
  readonly memory_usage: readonly { readonly type: string; readonly id: number; readonly byte_size: number }[];
}

export const phases = [
  'success',
  'fail',
  'queue',
  'compute_input',
  'compute_infer',
  'compute_output',
  'cache_hit',
  'cache_miss',
] as const;

/** Also of what is not measured: of answers from a cache, which there is none of, and of parts of batches by size. */
const none: Duration = { count: 0, ns: 0 };

export function modelStats({ modelId, version, ...model }: ModelVersion, all: readonly ModelStatistics[]): ModelStats {
  const found = all.find(({ sha256, framework }) => sha256 === model.sha256 && framework === model.framework);
  const duration = (tally: Duration | undefined): Duration =>
    tally === undefined ? none : { count: tally.count, ns: tally.ns };
  return {
    name: modelId,
    version,
    last_inference: found?.lastInferenceMs ?? 0,
    inference_count: found?.inferenceCount ?? 0,
    execution_count: found?.executionCount ?? 0,
    inference_stats: {
      success: duration(found?.success),
      fail: duration(found?.fail),
      queue: duration(found?.queue),
      compute_input: duration(found?.computeInput),
      compute_infer: duration(found?.computeInfer),
      compute_output: duration(found?.computeOutput),
      cache_hit: none,
      cache_miss: none,
    },
    batch_stats: [...(found?.batches ?? [])]
      .sort((a, b) => a.rows - b.rows)
      .map((batch) => ({
        batch_size: batch.rows,
        compute_input: none,
        compute_infer: duration(batch),
        compute_output: none,
      })),
    memory_usage: found === undefined ? [] : [{ type: 'CPU', id: 0, byte_size: found.memoryBytes }],
  };
}
