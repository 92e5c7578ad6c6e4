import type { Framework, ModelMetadata } from '../model.ts';
import type { Tensor } from '../tensor.ts';

/** The artifact: its bytes, or a file that holds them. */
export type ModelArtifact = { readonly bytes: Uint8Array } | { readonly path: string };

export interface RunOptions {
  /** Names of the outputs wanted, in this order. Default: all, in the model's order. */
  readonly outputs?: readonly string[];
  /** Checked before the run starts; a run that has begun is not interrupted. */
  readonly signal?: AbortSignal;
}

/** A model in memory, ready to run. Runs may overlap. */
export interface LoadedModel {
  readonly metadata: ModelMetadata;
  /** Estimate of the memory it holds; at least the artifact's size. */
  readonly memoryBytes: number;
  /**
   * @throws EdgeError INVALID_INPUT when the inputs do not match `metadata` (missing, unknown, duplicated, datatype, shape),
   *   MODEL_FAILED when the model fails on inputs that do, UNAVAILABLE after `release`, DEADLINE_EXCEEDED when `signal` is aborted.
   */
  run(inputs: readonly Tensor[], options?: RunOptions): Promise<readonly Tensor[]>;
  /** Frees the memory once the runs under way have ended. Calling it twice does nothing more. */
  release(): Promise<void>;
}

export interface InferenceBackend {
  readonly framework: Framework;
  /** @throws EdgeError INVALID_MODEL when the artifact cannot be loaded, NOT_INSTALLED when the runtime's package is missing. */
  load(artifact: ModelArtifact): Promise<LoadedModel>;
}
