import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareModels, formatComparison } from '@harper-edge/api';
import { cpuQuota } from '@harper-edge/backends/cpu-quota';
import { createOnnxBackend } from '@harper-edge/backends/onnx';
import { createTensorflowjsBackend } from '@harper-edge/backends/tensorflowjs';
import { createTransformersBackend } from '@harper-edge/backends/transformers';
import { createBenchmarks } from '@harper-edge/benchmark';
import { silentLogger, systemClock } from '@harper-edge/contracts';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createRegistry } from '@harper-edge/registry';
import { createEmbeddedStore } from '@harper-edge/store/embedded';
import type { Group, GroupModel } from './group.ts';
import { appendHistory, readHistory } from './history-file.ts';
import { createHostTarget } from './host-target.ts';
import type { Target } from './target.ts';

/** Compares models in this process: the same engine and use case as a host, on a store that is thrown away. */
export async function composeLocal(groups: readonly Group[], historyFile: string): Promise<Target> {
  const clock = systemClock;
  const folder = await mkdtemp(join(tmpdir(), 'harper-edge-benchmark-'));
  const store = createEmbeddedStore({ path: folder, clock });
  const registry = createRegistry({ store, clock });
  const engine = createInferenceEngine({
    backends: [
      createOnnxBackend({ intraOpThreads: cpuQuota() }),
      createTensorflowjsBackend(),
      createTensorflowjsBackend({ framework: 'tensorflow' }),
      createTransformersBackend(),
    ],
    readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
    clock,
    logger: silentLogger,
  });
  const services = { registry, engine, clock, benchmarks: createBenchmarks({ store }), newId: () => randomUUID() };
  const register = async ({ readBytes, metadata, ...model }: GroupModel): Promise<void> => {
    const artifact = await registry.storeArtifact(once(await readBytes()));
    const engineModel = { framework: model.framework, metadata, ...artifact };
    const modelMetadata = await engine.metadata(engineModel);
    await registry.register({ ...model, metadata, artifact, modelMetadata, stage: 'development', ...undeclared });
    // The comparison loads it again, so that the cold part contains the loading.
    engine.unload(engineModel);
  };
  return {
    groups: () =>
      Promise.resolve(
        groups.map(({ models, ...group }) => ({
          ...group,
          models: models.map(({ modelId, version }) => `${modelId}:${version}`),
        })),
      ),
    compare: async (summary, { profile: { name, description, $schema, iterations, ...settings }, seed, ...rest }) => {
      const group = groups.find(
        ({ taskType, equivalenceGroup }) =>
          taskType === summary.taskType && equivalenceGroup === summary.equivalenceGroup,
      );
      for (const model of group?.models ?? []) await register(model);
      const result = await compareModels(services, {
        ...summary,
        ...rest,
        outputDimensions: group?.outputDimensions,
        testData: group?.testData ?? [],
        iterations,
        settings: { ...settings, seed: seed ?? settings.seed },
      });
      const report = formatComparison(result);
      await appendHistory(historyFile, report);
      return report;
    },
    history: (group) => readHistory(historyFile, group),
    close: async () => {
      await engine.close();
      await store.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const undeclared = { inputSchema: null, outputSchema: null };

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

export interface HostParts {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly groups: readonly Group[];
  readonly data: readonly Readonly<Record<string, unknown>>[] | undefined;
}

/** Compares the models of a running host, on that host. */
export const composeHost = (parts: HostParts): Target => createHostTarget({ ...parts, fetch });
