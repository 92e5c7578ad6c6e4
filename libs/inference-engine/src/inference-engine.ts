import {
  EdgeError,
  isEdgeError,
  type ChatChunk,
  type ChatRequest,
  type Clock,
  type DeclaredMetadata,
  type Framework,
  type InferenceBackend,
  type LoadedModel,
  type Logger,
  type ModelArtifact,
  type ModelMetadata,
  type RunOptions,
  type Tensor,
  type Tokens,
} from '@harper-edge/contracts';
import { createModelCache } from './model-cache.ts';
import { warmUp } from './warm-up.ts';

/** Which model: artifacts are immutable, so framework and SHA-256 name the loaded model too. */
export interface EngineModel {
  readonly framework: Framework;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** As declared with the version; the parts that decide how it is run name the loaded model too. */
  readonly metadata?: DeclaredMetadata;
}

export interface LoadedArtifact {
  readonly framework: Framework;
  readonly sha256: string;
  /** 0 while it loads. */
  readonly memoryBytes: number;
  readonly leases: number;
}

export interface Inference {
  readonly outputs: readonly Tensor[];
  /** From the call to the moment the model was in memory; near 0 when it already was. */
  readonly loadMs: number;
  /** Waiting for its turn. */
  readonly queueMs: number;
  /** What forming the batch, handing it over and taking it apart took. */
  readonly batchMs: number;
  /** The model's own time, for the whole batch. */
  readonly inferMs: number;
  /** Rows that ran together, of this and other requests. */
  readonly batchRows: number;
}

export interface PredictOptions extends RunOptions {
  /** On the engine's monotonic clock; DEADLINE_EXCEEDED after it, also while waiting. */
  readonly deadlineMs?: number;
  /** Requests of different tenants take turns. */
  readonly tenant?: string;
}

export interface InferenceEngine {
  /**
   * Loads the model if it is not in memory, and runs it.
   * @throws EdgeError NOT_INSTALLED without a backend for the framework; INVALID_MODEL, INVALID_INPUT, MODEL_FAILED,
   *   DEADLINE_EXCEEDED as the backend says.
   */
  predict(model: EngineModel, inputs: readonly Tensor[], options?: PredictOptions): Promise<Inference>;
  /**
   * Continues a conversation, piece by piece.
   * @throws EdgeError as `predict`; INVALID_INPUT when the model does not hold conversations
   */
  chat(model: EngineModel, request: ChatRequest, options?: Pick<RunOptions, 'signal'>): AsyncIterable<ChatChunk>;
  /** The tokens of a model that reads text, `undefined` of another; loads it. */
  tokens(model: EngineModel): Promise<Tokens | undefined>;
  /** What the model file declares; loads and warms the model, which then stays for the predictions to come. */
  metadata(model: EngineModel): Promise<ModelMetadata>;
  /** Frees the model's memory once the runs under way have ended. Returns whether it was loaded. */
  unload(model: Pick<EngineModel, 'framework' | 'sha256'>): boolean;
  /** Least recently used first. `leases` are runs under way. */
  loaded(): readonly LoadedArtifact[];
  readonly frameworks: readonly Framework[];
  /** Refuses new work with UNAVAILABLE, waits for what is under way and frees every model. */
  close(): Promise<void>;
}

export interface InferenceEngineOptions {
  readonly backends: readonly InferenceBackend[];
  readonly readArtifact: (model: EngineModel) => Promise<ModelArtifact>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Memory for loaded models, by the backends' own estimates. Default 1 GiB. */
  readonly maxMemoryBytes?: number;
}

/** Runs models: each is loaded once, warmed before its first answer, and evicted by bytes when it has rested longest. */
export function createInferenceEngine(options: InferenceEngineOptions): InferenceEngine {
  const { backends, readArtifact, clock, logger, maxMemoryBytes = 1_073_741_824 } = options;
  const cache = createModelCache(maxMemoryBytes, logger);
  let closed = false;

  const load = async (model: EngineModel): Promise<LoadedModel> => {
    const loaded = await backendFor(backends, model.framework).load(await readArtifact(model));
    try {
      await warmUp(loaded);
    } catch (error) {
      // A model may refuse zeros and still be a good model; it then pays for its first run itself.
      logger.warn('a model failed on its warm-up row of zeros', { sha256: model.sha256, error });
    }
    return loaded;
  };

  const withModel = async <T>(model: EngineModel, use: (loaded: LoadedModel) => Promise<T>): Promise<T> => {
    if (closed) throw new EdgeError('UNAVAILABLE', 'this host is shutting down; send the request again');
    const lease = await cache.acquire(keyOf(model), () => load(model));
    try {
      return await use(lease.model);
    } finally {
      lease.done();
    }
  };

  return {
    predict: (model, inputs, runOptions = {}) => {
      const startMs = clock.monotonicMs();
      return withModel(model, async (loaded) => {
        const loadedMs = clock.monotonicMs();
        const outputs = await run(loaded, inputs, runOptions);
        const inferMs = clock.monotonicMs() - loadedMs;
        return { outputs, loadMs: loadedMs - startMs, inferMs, queueMs: 0, batchMs: 0, batchRows: 1 };
      });
    },
    chat: async function* (model, request, chatOptions) {
      if (closed) throw new EdgeError('UNAVAILABLE', 'this host is shutting down; send the request again');
      const lease = await cache.acquire(keyOf(model), () => load(model));
      try {
        if (lease.model.chat === undefined) throw new EdgeError('INVALID_INPUT', 'this model holds no conversations');
        yield* lease.model.chat(request, chatOptions);
      } finally {
        lease.done();
      }
    },
    tokens: (model) => withModel(model, (loaded) => Promise.resolve(loaded.tokens)),
    metadata: (model) => withModel(model, (loaded) => Promise.resolve(loaded.metadata)),
    unload: (model) => cache.evict(keyOf(model)),
    loaded: () =>
      cache.held().map(({ key, ...rest }) => {
        const [framework, sha256 = ''] = key.split(':');
        return { framework: framework as Framework, sha256, ...rest };
      }),
    frameworks: backends.map(({ framework }) => framework),
    close: async () => {
      closed = true;
      await cache.close();
    },
  };
}

/** The same bytes may be a model of one framework and none of another. */
const keyOf = ({ framework, sha256 }: Pick<EngineModel, 'framework' | 'sha256'>): string => `${framework}:${sha256}`;

function backendFor(backends: readonly InferenceBackend[], framework: Framework): InferenceBackend {
  const backend = backends.find((candidate) => candidate.framework === framework);
  if (backend !== undefined) return backend;
  const known = backends.map((candidate) => candidate.framework).join(', ');
  throw new EdgeError('NOT_INSTALLED', `this host has no backend for framework "${framework}", only for: ${known}`);
}

async function run(model: LoadedModel, inputs: readonly Tensor[], options: RunOptions): Promise<readonly Tensor[]> {
  try {
    const outputs = await model.run(inputs, options);
    // A run cannot be interrupted; an answer that comes too late is none.
    if (options.signal?.aborted === true)
      throw new EdgeError('DEADLINE_EXCEEDED', 'the model answered after the deadline');
    return outputs;
  } catch (error) {
    if (isEdgeError(error)) throw error;
    throw new EdgeError('MODEL_FAILED', 'the model failed on valid input', { cause: error });
  }
}
