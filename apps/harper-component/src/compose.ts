import { hostname } from 'node:os';
import { createAlertSenders, createApi, createShop, registerFetched, type Api } from '@harper-edge/api';
import { cpuQuota } from '@harper-edge/backends/cpu-quota';
import { createOllamaBackend, parseOllamaHost } from '@harper-edge/backends/ollama';
import { createWorkerPool } from '@harper-edge/backends/worker-pool';
import { benchmarkResultTable, createBenchmarks } from '@harper-edge/benchmark';
import { createSystemRng, EdgeError, systemClock, type Logger } from '@harper-edge/contracts';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createModelFetch } from '@harper-edge/model-fetch';
import { createMonitoring, createScheduler, inferenceEventTable, type AlertSenders } from '@harper-edge/monitoring';
import {
  createRegistry,
  modelChangeTable,
  modelLifecycleTable,
  modelTable,
  type Registry,
} from '@harper-edge/registry';
import { createHarperStore } from '@harper-edge/store/harper';
import { createStoreDoor, type StoreDoor } from '@harper-edge/store/store-door';
import { createTransport } from 'nodemailer';
import type { Settings } from './settings.ts';

declare const __VERSION__: string;

export interface Host {
  readonly api: Api;
  readonly registry: Registry;
  /** The tables and blobs over HTTP, for programs of ours that run outside Harper. */
  readonly storeDoor: StoreDoor;
}

export interface Parts {
  readonly settings: Settings;
  readonly logger: Logger;
  /** Harper threads that share the CPU with this one, itself included. */
  readonly workers: number;
  /** Whether this thread does what one of them is enough for. */
  readonly isFirst: boolean;
}

/** Puts the Harper host together, once per worker thread: the only place that knows which adapters it uses. */
export function compose({ settings, logger, workers, isFirst }: Parts): Host {
  const clock = systemClock;
  const store = createHarperStore({ database: 'edgeai', clock });
  const registry = createRegistry({ store, clock });
  // Each of Harper's threads has a worker of its own, started with its first model.
  const intraOpThreads = Math.max(1, Math.floor(cpuQuota() / workers));
  const pool = createWorkerPool({ runsNearby: true, workers: 1, intraOpThreads, clock, logger });
  const engine = createInferenceEngine({
    backends: [...pool.backends, createOllamaBackend({ host: settings.ollamaHost })],
    readArtifact: async ({ sha256, sizeBytes }) => ({
      content: await registry.streamArtifact(sha256),
      sha256,
      sizeBytes,
    }),
    clock,
    logger,
    maxMemoryBytes: settings.maxMemoryBytes,
  });
  const limits = { maxBodyBytes: settings.maxBodyBytes, maxModelBytes: settings.maxModelBytes };
  // Every thread looks for jobs; the tables decide which one runs each.
  const modelFetch = createModelFetch({
    store,
    settings: { ...settings.modelFetch, ollama: parseOllamaHost(settings.ollamaHost) },
    complete: (model) => registerFetched({ registry, engine, logger, limits }, model),
    rng: createSystemRng(),
    clock,
    logger,
  });
  modelFetch.start();
  // Nodes learn of each other's writes later.
  const scheduler = createScheduler({ store, clock, logger, settleMs: 2_000 });
  const api = createApi({
    registry,
    engine,
    monitoring: createMonitoring({ store, clock, logger, host: `${hostname()}-${process.pid}`, cleansUp: isFirst }),
    benchmarks: createBenchmarks({ store }),
    modelFetch,
    shop: createShop({ store, clock, rng: createSystemRng(), logger }),
    scheduler,
    alertSenders: createSenders(settings, logger),
    clock,
    rng: createSystemRng(),
    logger,
    host: { name: 'harper', version: __VERSION__, nodeVersion: process.version },
    limits,
    checkReady: async () => {
      if (!pool.isHealthy()) throw new EdgeError('UNAVAILABLE', 'inference workers end again and again; see the log');
      await registry.list({ limit: 1 });
    },
  });
  scheduler.start();
  return {
    api,
    registry,
    storeDoor: createStoreDoor(store, {
      tables: [modelTable, modelLifecycleTable, modelChangeTable, inferenceEventTable, benchmarkResultTable],
    }),
  };
}

/** How alerts leave this host. */
function createSenders({ mail, modelFetch }: Settings, logger: Logger): AlertSenders {
  const { allowedAddresses } = modelFetch;
  return createAlertSenders({
    clock: systemClock,
    logger,
    allowedAddresses,
    mail: mail && { transport: createTransport(mail.smtpUrl), from: mail.from },
  });
}
