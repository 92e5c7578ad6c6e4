import {
  EdgeError,
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
import { hasNeverRun } from './batcher.ts';
import type { Patience } from './give-up.ts';
import type { BatchAnswer, BatchRequest } from './job.ts';
import type { Lease } from './leased-model.ts';
import { createLoader } from './load-model.ts';
import { createModelCache } from './model-cache.ts';
import { modelKey } from './model-key.ts';
import { loadedArtifacts, statisticsOf, type EngineStatistics } from './engine-statistics.ts';
import type { ServedModel } from './served-model.ts';

/** Which model: artifacts are immutable, so framework, SHA-256 and how it is run name the loaded model too. */
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

export interface Inference extends BatchAnswer {
  readonly outputs: readonly Tensor[];
  /** From the call to the moment the model was in memory; near 0 when it already was. Milliseconds, as all that follow. */
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

/** `deadlineMs` is on the engine's monotonic clock; requests of different tenants take turns. */
export type PredictOptions = Omit<BatchRequest, 'inputs'>;

export interface InferenceEngine {
  /**
   * Loads the model if it is not in memory, and runs it, together with other requests where that is faster.
   * @throws EdgeError NOT_INSTALLED without a backend for the framework; UNAVAILABLE when too many wait; INVALID_MODEL,
   *   INVALID_INPUT, MODEL_FAILED as the backend says; DEADLINE_EXCEEDED, also while waiting.
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
  unload(model: Omit<EngineModel, 'sizeBytes'>): boolean;
  /** Least recently used first. `leases` are runs under way. */
  loaded(): readonly LoadedArtifact[];
  statistics(): EngineStatistics;
  readonly frameworks: readonly Framework[];
  /** Rows that run together at most, unless a model declares otherwise. */
  readonly maxBatchRows: number;
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
  /** Default 32; 1 runs every request alone. */
  readonly maxBatchRows?: number;
  /** Requests that may wait for one model. Default 1,024. */
  readonly maxQueuedRequests?: number;
  /** A request that would wait longer is refused, unless fewer than eight wait. Default 1,000. */
  readonly maxQueueMs?: number;
  /** A model is freed when it has rested this long. Default: never, only when its memory is needed. */
  readonly keepAliveMs?: number;
  /** A model just loaded stays at least this long, unless memory is half over the limit. Default 1,000. */
  readonly minResidencyMs?: number;
  /** Batches under way at once in one lane. Default 1. */
  readonly laneWidth?: number;
}

const sweepMs = 1_000;
/** A request whose model is gone before its turn waits for the next, so often. */
const maxAttempts = 3;

/** Runs models: each is loaded once, warmed before its first answer, batched, and evicted by bytes when it has rested longest. */
export function createInferenceEngine(options: InferenceEngineOptions): InferenceEngine {
  const {
    backends,
    clock,
    logger,
    maxMemoryBytes = 1_073_741_824,
    minResidencyMs = 1_000,
    maxBatchRows = 32,
  } = options;
  const cache = createModelCache({ maxBytes: maxMemoryBytes, minResidencyMs, failureMs: 1_000, clock, logger });
  const load = createLoader(options);
  // What rests too long is freed; the timer itself keeps no process alive.
  const sweeper = setInterval(cache.sweep, sweepMs);
  if (typeof sweeper === 'object') sweeper.unref();
  let closed = false;

  const acquire = (model: EngineModel, patience: Patience = {}): Lease | Promise<Lease> => {
    if (closed) throw new EdgeError('UNAVAILABLE', 'this host is shutting down; send the request again');
    return cache.acquire(modelKey(model), () => load(model), patience);
  };
  const withModel = async <T>(model: EngineModel, use: (served: ServedModel) => Promise<T>): Promise<T> =>
    useLease(await acquire(model), use);
  return {
    predict: async (model, inputs, predictOptions = {}) => {
      const startMs = clock.monotonicMs();
      const request = { inputs, ...predictOptions };
      for (let attempt = 1; ; attempt++) {
        const lease = await acquire(model, request);
        const loadMs = clock.monotonicMs() - startMs;
        try {
          return { loadMs, ...(await lease.model.batcher.run(request)) };
        } catch (error) {
          if (attempt === maxAttempts || !hasNeverRun(error)) throw error;
        } finally {
          lease.done();
        }
      }
    },
    chat: (model, request, chatOptions = {}) => chatWith(() => acquire(model, chatOptions), request, chatOptions),
    tokens: (model) => withModel(model, ({ loaded }) => Promise.resolve(loaded.tokens)),
    metadata: (model) => withModel(model, ({ loaded }) => Promise.resolve(loaded.metadata)),
    unload: (model) => cache.evict(modelKey(model)),
    loaded: () => loadedArtifacts(cache),
    statistics: () => statisticsOf(cache),
    frameworks: backends.map(({ framework }) => framework),
    maxBatchRows,
    close: async () => {
      closed = true;
      clearInterval(sweeper);
      await cache.close();
    },
  };
}

async function useLease<T>(lease: Lease, use: (served: ServedModel) => Promise<T>): Promise<T> {
  try {
    return await use(lease.model);
  } finally {
    lease.done();
  }
}

async function* chatWith(
  acquire: () => Lease | Promise<Lease>,
  ...asked: Parameters<NonNullable<LoadedModel['chat']>>
): AsyncGenerator<ChatChunk> {
  const lease = await acquire();
  try {
    const { loaded } = lease.model;
    if (loaded.chat === undefined) throw new EdgeError('INVALID_INPUT', 'this model holds no conversations');
    yield* loaded.chat(...asked);
  } finally {
    lease.done();
  }
}
