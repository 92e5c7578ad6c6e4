import { setTimeout as delay } from 'node:timers/promises';
import { createAlertSenders, createApi, createShop, registerFetched, type Api } from '@harper-edge/api';
import { cpuQuota } from '@harper-edge/backends/cpu-quota';
import { createOllamaBackend, parseOllamaHost } from '@harper-edge/backends/ollama';
import { createWorkerPool } from '@harper-edge/backends/worker-pool';
import { createBenchmarks } from '@harper-edge/benchmark';
import { createSystemRng, EdgeError, systemClock, type Logger, type Store } from '@harper-edge/contracts';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createModelFetch, type ModelFetch } from '@harper-edge/model-fetch';
import { createMonitoring, createScheduler, type AlertSenders } from '@harper-edge/monitoring';
import { createRegistry, type Registry } from '@harper-edge/registry';
import { createEmbeddedStore } from '@harper-edge/store/embedded';
import { createTransport } from 'nodemailer';
import type { Settings } from './settings.ts';
import { version } from './version.ts';

export interface Host {
  readonly api: Api;
  readonly registry: Registry;
  readonly logger: Logger;
  /** From now on the host says it is not ready, so that traffic goes elsewhere while it still answers. */
  drain(): void;
  /** Waits for predictions and writes under way, and frees everything. */
  close(): Promise<void>;
}

/** So long a stop waits for runs whose callers have all been answered or cut off. */
const hungMs = 2_000;

/** Puts the standalone host together: the only place that knows which adapters it uses. */
export function compose(settings: Settings, logger: Logger): Host {
  const clock = systemClock;
  const store = createEmbeddedStore({ path: settings.dataPath, clock });
  const registry = createRegistry({ store, clock });
  const pool = createPool(settings, logger);
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
    maxBatchRows: settings.maxBatchRows,
  });
  const limits = { maxBodyBytes: settings.maxBodyBytes, maxModelBytes: settings.maxModelBytes };
  const modelFetch = startModelFetch(settings, { store, registry, engine, limits, logger });
  const monitoring = createMonitoring({ store, clock, logger });
  const scheduler = createScheduler({ store, clock, logger });
  let draining = false;
  const api = createApi({
    registry,
    engine,
    monitoring: settings.recordEvents ? monitoring : { ...monitoring, record: () => undefined },
    benchmarks: createBenchmarks({ store }),
    modelFetch,
    shop: createShop({ store, clock, rng: createSystemRng(), logger }),
    scheduler,
    alertSenders: createSenders(settings, logger),
    clock,
    rng: createSystemRng(),
    logger,
    host: { name: 'standalone', version, nodeVersion: process.version },
    limits,
    checkReady: async () => {
      if (draining) throw new EdgeError('UNAVAILABLE', 'the host is shutting down');
      if (!pool.isHealthy()) throw new EdgeError('UNAVAILABLE', 'inference workers end again and again; see the log');
      await registry.list({ limit: 1 });
    },
  });
  scheduler.start();
  return {
    api,
    registry,
    logger,
    drain: () => {
      draining = true;
    },
    close: async () => {
      // A job that is registering its model needs the engine and the store; what hangs is cut off with its worker.
      await Promise.race([scheduler.stop(), delay(hungMs, undefined, { ref: false })]);
      await Promise.race([modelFetch.close(), delay(hungMs, undefined, { ref: false })]);
      await Promise.race([engine.close(), delay(hungMs, undefined, { ref: false })]);
      await pool.close();
      await monitoring.close();
      await store.close();
    },
  };
}

function createPool({ inferenceWorkers }: Settings, logger: Logger): ReturnType<typeof createWorkerPool> {
  const cpus = cpuQuota();
  const workers = Math.min(inferenceWorkers, cpus);
  const intraOpThreads = Math.max(1, Math.floor(cpus / workers));
  return createWorkerPool({ runsNearby: true, workers, intraOpThreads, clock: systemClock, logger });
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

type FetchParts = Parameters<typeof registerFetched>[0] & { readonly store: Store };

/** Fetches models, and registers them as uploads are. */
function startModelFetch({ modelFetch, ollamaHost }: Settings, { store, ...parts }: FetchParts): ModelFetch {
  const fetch = createModelFetch({
    store,
    settings: { ...modelFetch, ollama: parseOllamaHost(ollamaHost) },
    complete: (model) => registerFetched(parts, model),
    rng: createSystemRng(),
    logger: parts.logger,
  });
  fetch.start();
  return fetch;
}
