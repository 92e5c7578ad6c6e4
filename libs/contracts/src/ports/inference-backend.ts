import type { ChatChunk, ChatRequest } from '../chat.ts';
import type { DeclaredMetadata, Framework, ModelMetadata } from '../model.ts';
import type { Tensor } from '../tensor.ts';

/**
 * The artifact: its bytes, a file that holds them, or the bytes as they come, which can be read once and are to be checked
 * against their SHA-256. A model of several files is one zip or tar archive of them.
 */
export type ModelArtifact = { readonly bytes: Uint8Array } | { readonly path: string } | StreamedArtifact;

export interface StreamedArtifact {
  readonly content: AsyncIterable<Uint8Array>;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface LoadOptions {
  /** As declared with the version. */
  readonly metadata?: DeclaredMetadata;
}

/** The model's own tokens. */
export interface Tokens {
  /** How many tokens the model reads of each text, special ones and truncation included. */
  count(texts: readonly string[]): Promise<readonly number[]>;
  /** The texts that lists of token ids stand for. @throws EdgeError INVALID_INPUT on an id the model does not know */
  decode(ids: readonly (readonly number[])[]): Promise<readonly string[]>;
}

export interface RunOptions {
  /** Names of the outputs wanted, in this order. Default: all, in the model's order. */
  readonly outputs?: readonly string[];
  /** Checked before the run starts; a run that has begun is not interrupted. */
  readonly signal?: AbortSignal;
  /** Told how long the model itself computed, where that is less than the whole call took. Milliseconds. */
  readonly onComputed?: (computeMs: number) => void;
}

/** A model in memory, ready to run. Runs may overlap. */
export interface LoadedModel {
  readonly metadata: ModelMetadata;
  /** Estimate of the memory it holds; at least the artifact's size. */
  readonly memoryBytes: number;
  /**
   * Whether the answer for a row is the same whatever other rows run with it, all inputs and outputs counting rows on
   * their first axis: then rows of different callers may run as one batch. Absent: not known, and to be tried out.
   */
  readonly independentRows?: boolean;
  /** What computes this model one run after the other, shared with every other model of the same lane. Absent: runs of it do not wait for each other. */
  readonly lane?: object;
  /** True once what held the model has ended: it must be loaded again. Absent: never. */
  readonly isGone?: () => boolean;
  /** True where a run on zeros would make no later one faster: the model has run already, or computes elsewhere. Absent: it has not. */
  readonly isWarm?: boolean;
  /** Only of models that read text. */
  readonly tokens?: Tokens;
  /**
   * Only of models that hold conversations: the answer, piece by piece. Ending the iteration early, or aborting `signal`,
   * stops the model.
   * @throws EdgeError as `run`, and NOT_FOUND or UNAVAILABLE where the model lives in another program
   */
  chat?(request: ChatRequest, options?: Pick<RunOptions, 'signal'>): AsyncIterable<ChatChunk>;
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
  /**
   * @throws EdgeError INVALID_MODEL when the artifact cannot be loaded, INVALID_INPUT when the declared metadata does not fit it,
   *   NOT_INSTALLED when the runtime's package is missing.
   */
  load(artifact: ModelArtifact, options?: LoadOptions): Promise<LoadedModel>;
}
