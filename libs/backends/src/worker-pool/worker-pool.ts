import {
  EdgeError,
  type Clock,
  type DeclaredMetadata,
  type Framework,
  type InferenceBackend,
  type LoadedModel,
  type Logger,
  type ModelArtifact,
  type ModelMetadata,
} from '@harper-edge/contracts';
import { readArtifact } from '../read-artifact.ts';
import { createBackend, workerFrameworks } from './create-backend.ts';
import { maxNearbyBytes, withNearbyCopy } from './nearby-copy.ts';
import { sendArtifact } from './send-artifact.ts';
import { packTensors, unpackTensors, type TensorHead } from './tensor-payload.ts';
import type { WorkerProcess } from './worker-process.ts';
import { createWorkerSlot, type WorkerSlot } from './worker-slot.ts';

export interface WorkerPoolOptions {
  /** Processes at most; each is started when a model comes for it. */
  readonly workers: number;
  /** Threads that one run may use inside an operator, so that all workers together stay within the CPUs there are. */
  readonly intraOpThreads: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether short requests of small, quick models run in this process. Default false. */
  readonly runsNearby?: boolean;
  /** A run that takes longer is taken for hung, and its worker is killed. Default 120,000. */
  readonly maxRunMs?: number;
  /** The program of a worker. Default: the one of this package. */
  readonly entry?: URL;
}

export interface WorkerPool {
  /** One for each framework that computes in workers. */
  readonly backends: readonly InferenceBackend[];
  /** Process ids of the workers that run. */
  pids(): readonly number[];
  /** False when no worker can be kept running. */
  isHealthy(): boolean;
  close(): Promise<void>;
}

const maxLoadMs = 600_000;

/**
 * Runs models in a few processes of their own: a model that computes, hangs or takes its process down with it never holds
 * up the host, and the memory of a process that ends comes back whole. Each model lives in one of them, the one that holds
 * least when it is loaded. A worker that ends is replaced; only what it was working on fails, with UNAVAILABLE.
 */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const {
    workers,
    maxRunMs = 120_000,
    runsNearby = false,
    logger,
    entry = new URL('./worker-main.js', import.meta.url),
  } = options;
  const slots = Array.from({ length: workers }, () => createWorkerSlot({ ...options, entry }));

  const leastLoaded = (): WorkerSlot => {
    const [first, ...others] = slots;
    if (first === undefined) throw new EdgeError('INVALID_INPUT', `workers: expected at least 1, received ${workers}`);
    return others.reduce((least, slot) => (slot.heldBytes() < least.heldBytes() ? slot : least), first);
  };

  const backendHere = createBackend({ intraOpThreads: 1 });
  const nearby = (remote: LoadedModel, { framework, bytes, metadata }: Held): LoadedModel => {
    const loadHere = async () => (await backendHere(framework)).load({ bytes }, { metadata });
    return withNearbyCopy(remote, { loadHere, logger });
  };

  const backends = workerFrameworks.map((framework): InferenceBackend => ({
    framework,
    load: async (given, { metadata = {} } = {}) => {
      const isSmall = runsNearby && !('path' in given) && sizeOf(given) <= maxNearbyBytes;
      const artifact = isSmall ? { bytes: await readArtifact(given) } : given;
      const slot = leastLoaded();
      // Counted from now on, so that models that come together spread out.
      const freeReserved = slot.hold(sizeOf(artifact));
      try {
        const worker = await slot.worker();
        const request = { op: 'load', artifact: await sendArtifact(worker, artifact), framework, metadata } as const;
        const { header, id } = await worker.ask(request, { timeoutMs: maxLoadMs });
        const remote = remoteModel({ worker, slot, id, maxRunMs, loaded: header as unknown as Loaded });
        return 'bytes' in artifact && isSmall ? nearby(remote, { ...artifact, framework, metadata }) : remote;
      } finally {
        freeReserved();
      }
    },
  }));

  return {
    backends,
    pids: () => slots.flatMap((slot) => slot.pid() ?? []),
    isHealthy: () => slots.some((slot) => slot.isHealthy()),
    close: async () => {
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}

/** What a copy of a model is loaded from. */
interface Held {
  readonly framework: Framework;
  readonly bytes: Uint8Array;
  readonly metadata: DeclaredMetadata;
}

/** Of a file it is not known yet; it then counts for something. */
function sizeOf(artifact: ModelArtifact): number {
  if ('bytes' in artifact) return artifact.bytes.length;
  return 'sizeBytes' in artifact ? artifact.sizeBytes : 1;
}

/** The answer to `load`. */
interface Loaded {
  readonly metadata: ModelMetadata;
  readonly memoryBytes: number;
  readonly independentRows?: boolean;
  readonly isWarm?: boolean;
  readonly hasTokens: boolean;
}

interface Remote {
  readonly worker: WorkerProcess;
  readonly slot: WorkerSlot;
  readonly id: number;
  readonly maxRunMs: number;
  readonly loaded: Loaded;
}

function remoteModel({ worker, slot, id, maxRunMs, loaded }: Remote): LoadedModel {
  const { metadata, memoryBytes, independentRows, isWarm, hasTokens } = loaded;
  const free = slot.hold(memoryBytes);
  const patience = { timeoutMs: maxRunMs };
  let released: Promise<void> | undefined;
  const checkUsable = (signal?: AbortSignal): void => {
    if (released !== undefined) throw new EdgeError('UNAVAILABLE', 'the model was released; load it again');
    if (signal?.aborted !== true) return;
    throw new EdgeError('DEADLINE_EXCEEDED', 'the call was given up before the model ran', { cause: signal.reason });
  };
  return {
    metadata,
    memoryBytes,
    ...(independentRows === undefined ? {} : { independentRows }),
    ...(isWarm === undefined ? {} : { isWarm }),
    lane: slot,
    isGone: worker.hasEnded,
    ...(hasTokens && {
      tokens: {
        count: async (texts) =>
          (await worker.ask({ op: 'countTokens', model: id, texts }, patience)).header['counts'] as number[],
        decode: async (ids) =>
          (await worker.ask({ op: 'decodeTokens', model: id, ids }, patience)).header['texts'] as string[],
      },
    }),
    run: async (inputs, { outputs, signal, onComputed } = {}) => {
      checkUsable(signal);
      const { heads, parts } = packTensors(inputs);
      const request = { op: 'run', model: id, heads, ...(outputs === undefined ? {} : { outputs }) } as const;
      const { header, payload } = await worker.ask(request, { parts, ...patience });
      onComputed?.(header['computeMs'] as number);
      return unpackTensors(header['heads'] as readonly TensorHead[], payload);
    },
    release: () => {
      free();
      // The worker lets the runs under way end first; one that has ended holds nothing any more.
      released ??= worker.ask({ op: 'release', model: id }, patience).then(
        () => undefined,
        () => undefined,
      );
      return released;
    },
  };
}
