import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOllamaServer, type OllamaServer } from '@harper-edge/backends/ollama/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeAlerts } from './alerts.ts';
import { describeBackends } from './backends.ts';
import { describeBadInput } from './bad-input.ts';
import { describeDriftMonitoring } from './drift-monitoring.ts';
import { describeDurability } from './durability.ts';
import { describeExperiments } from './experiments.ts';
import { describeFetchFaults } from './fetch-faults.ts';
import { describeLifecycle } from './lifecycle.ts';
import { describeModelFetch } from './model-fetch.ts';
import { describeMonitoringMetrics } from './monitoring-metrics.ts';
import { describeOpenInferenceProtocol } from './open-inference-protocol.ts';
import { describeOllamaClient } from './ollama-client.ts';
import { describeOpenAi } from './openai.ts';
import { describePersonalize } from './personalize.ts';
import { describePicturesAndReviews } from './pictures-and-reviews.ts';
import { describeProxy } from './proxy.ts';
import { describePrices } from './prices.ts';
import type { RunningHost, StartHost } from './running-host.ts';
import { describeSharedModels } from './shared-models.ts';
import { describeTenantIsolation } from './tenant-isolation.ts';
import { describeWalkThrough } from './walk-through.ts';

/** The one suite every host passes, over real HTTP. */
export function describeHost(name: string, start: StartHost): void {
  describe(name, () => {
    let dataDir: string;
    let running: RunningHost | undefined;
    let ollama: OllamaServer | undefined;
    const host = (): RunningHost => {
      if (running === undefined) throw new Error(`${name} is not running`);
      return running;
    };

    const ollamaServer = (): OllamaServer => {
      if (ollama === undefined) throw new Error('there is no Ollama server');
      return ollama;
    };

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-host-'));
      ollama = await startOllamaServer();
      running = await start({ dataDir, env: { OLLAMA_HOST: ollama.host } });
    });
    afterAll(async () => {
      await running?.stop();
      // The suite closes it too, to see what happens without one.
      await ollama?.close().catch(() => undefined);
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    });

    describeWalkThrough(host);
    describeOpenInferenceProtocol(host);
    describeSharedModels(host);
    describeOpenAi(host, ollamaServer);
    describeOllamaClient(host, ollamaServer);
    describeBackends(host, ollamaServer);
    describeBadInput(host);
    describeModelFetch(start);
    describeFetchFaults(start);
    describeTenantIsolation(start);
    describeProxy(host);
    describeDriftMonitoring(host);
    describeAlerts(start);
    describePicturesAndReviews(host);
    const restart = async (): Promise<void> => {
      running = await start({ dataDir });
    };
    describeExperiments({ host, restart });
    describePrices({ host, restart });
    describePersonalize({ host, restart });
    describeLifecycle({ host, restart });
    describeMonitoringMetrics({ host, restart });
    describeDurability({ host, restart });
  });
}
