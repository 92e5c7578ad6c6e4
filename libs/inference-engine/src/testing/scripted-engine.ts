import { silentLogger, type DeclaredMetadata, type InferenceBackend, type Tensor } from '@harper-edge/contracts';
import { createFakeClock, type FakeClock } from '@harper-edge/contracts/testing';
import {
  createInferenceEngine,
  type EngineModel,
  type InferenceEngine,
  type InferenceEngineOptions,
} from '../index.ts';
import { createScriptedModel, type Script, type ScriptedModel } from './scripted-model.ts';

export interface ScriptedEngine {
  readonly engine: InferenceEngine;
  readonly clock: FakeClock;
  /** Every model loaded, in the order in which the loads began. */
  readonly loads: string[];
  /** Those whose load ended well, also when they were released since. */
  readonly models: { readonly key: string; readonly model: ScriptedModel }[];
}

export interface ScriptedEngineOptions extends Partial<InferenceEngineOptions> {
  /** What is loaded under a key. What it throws fails the load. Default: a model that doubles, as large as the number in its key. */
  readonly load?: (key: string) => Script | Promise<Script>;
}

export const sized = (key: string): Script => ({ memoryBytes: Number(key.split('-')[1] ?? 10) });

/** An engine over models that do as they are told. */
export function createScriptedEngine({ load = sized, ...options }: ScriptedEngineOptions = {}): ScriptedEngine {
  const clock = createFakeClock();
  const loads: string[] = [];
  const models: ScriptedEngine['models'] = [];
  const backend: InferenceBackend = {
    framework: 'onnx',
    load: async (artifact) => {
      const key = 'path' in artifact ? artifact.path : '';
      loads.push(key);
      const model = createScriptedModel({ ...sized(key), ...(await load(key)) });
      models.push({ key, model });
      return model;
    },
  };
  const engine = createInferenceEngine({
    backends: [backend],
    readArtifact: ({ sha256 }) => Promise.resolve({ path: sha256 }),
    clock,
    logger: silentLogger,
    maxMemoryBytes: 100,
    minResidencyMs: 0,
    ...options,
  });
  return { engine, clock, loads, models };
}

export const modelOf = (key: string, metadata?: DeclaredMetadata): EngineModel => ({
  framework: 'onnx',
  sha256: key,
  sizeBytes: 1,
  ...(metadata === undefined ? {} : { metadata }),
});

export const firstValues = async (running: Promise<{ readonly outputs: readonly Tensor[] }>): Promise<number[]> =>
  Array.from((await running).outputs[0]?.data as Float32Array);
