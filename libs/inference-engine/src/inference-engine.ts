import {
  EdgeError,
  isEdgeError,
  type Clock,
  type Framework,
  type InferenceBackend,
  type LoadedModel,
  type Logger,
  type ModelArtifact,
  type ModelMetadata,
  type RunOptions,
  type Tensor,
} from '@harper-edge/contracts';
import { createModelCache } from './model-cache.ts';
import { warmUp } from './warm-up.ts';

/** Which model: artifacts are immutable, so framework and SHA-256 name the loaded model too. */
export interface EngineModel {
  readonly framework: Framework;
  readonly sha256: string;
  readonly sizeBytes: number;
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
  readonly inferMs: number;
}

export interface InferenceEngine {
  /**
   * Loads the model if it is not in memory, and runs it.
   * @throws EdgeError NOT_INSTALLED without a backend for the framework; INVALID_MODEL, INVALID_INPUT, MODEL_FAILED,
   *   DEADLINE_EXCEEDED as the backend says.
   */
  predict(model: EngineModel, inputs: readonly Tensor[], options?: RunOptions): Promise<Inference>;
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
        return { outputs, loadMs: loadedMs - startMs, inferMs: clock.monotonicMs() - loadedMs };
      });
    },
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
