import { readModelFiles } from '@harper-edge/backends/model-files';
import {
  classifierFixture,
  embeddingFixture,
  imageFixture,
  irisFixtures,
  picturesFixture,
  tensorflowjsFixtures,
  zeroShotFixture,
  zipModelFiles,
} from '@harper-edge/backends/testing';
import type { Framework } from '@harper-edge/contracts';
import type { BackendFixture } from '@harper-edge/contracts/testing';
import { describe, it } from 'vitest';
import { describeBackendMistakes } from './backend-mistakes.ts';
import { describeOllama } from './ollama-models.ts';
import { describeRealModels } from './real-models.ts';
import type { RunningHost } from './running-host.ts';
import { expectServed, type UploadedFile } from './serve-model.ts';
import type { OllamaServer } from '@harper-edge/backends/ollama/testing';

type Packing = 'one file' | 'zip' | 'tar' | 'several parts';

/** The artifact of a fixture as a user has it. */
function packed({ artifact }: BackendFixture, packing: Packing): readonly UploadedFile[] {
  if (!('bytes' in artifact)) throw new TypeError("expected the fixture's bytes");
  const { bytes } = artifact;
  switch (packing) {
    case 'one file':
      return [{ name: 'model.onnx', bytes }];
    case 'tar':
      return [{ name: 'model.tar', bytes }];
    case 'zip':
      return [{ name: 'model.zip', bytes: zipModelFiles(readModelFiles(bytes)) }];
    case 'several parts':
      return Array.from(readModelFiles(bytes), ([name, content]) => ({ name, bytes: content }));
  }
}

async function tensorflowjs(name: string): Promise<BackendFixture> {
  const fixture = (await tensorflowjsFixtures()).find((candidate) => candidate.name === name);
  if (fixture === undefined) throw new TypeError(`there is no fixture "${name}"`);
  return fixture;
}

const iris = (): BackendFixture => {
  const [fixture] = irisFixtures();
  if (fixture === undefined) throw new TypeError('there is no iris');
  return fixture;
};

const described = (taskType: string, fixture: BackendFixture): BackendFixture => ({
  ...fixture,
  metadata: { ...fixture.metadata, taskType },
});

/** Small models of every backend, with answers worked out by hand, as people upload them. */
const models: readonly (readonly [
  modelId: string,
  framework: Framework,
  packing: Packing,
  fixture: () => BackendFixture | Promise<BackendFixture>,
])[] = [
  ['onnx-classifier', 'onnx', 'one file', iris],
  ['onnx-embedding', 'onnx', 'tar', embeddingFixture],
  ['onnx-text-classifier', 'onnx', 'zip', classifierFixture],
  ['onnx-pictures', 'onnx', 'zip', picturesFixture],
  ['tfjs-graph', 'tensorflowjs', 'zip', () => tensorflowjs('graph')],
  ['tfjs-shards', 'tensorflowjs', 'several parts', () => tensorflowjs('graph in 3 files')],
  ['tfjs-layers', 'tensorflow', 'tar', () => tensorflowjs('layers')],
  ['tfjs-sentences', 'tensorflowjs', 'tar', () => tensorflowjs('texts')],
  ['tfjs-pictures', 'tensorflowjs', 'zip', () => tensorflowjs('images and labels')],
  ['hf-embedding', 'transformers', 'zip', () => described('feature-extraction', embeddingFixture())],
  ['hf-text-classifier', 'transformers', 'several parts', () => described('text-classification', classifierFixture())],
  ['hf-zero-shot', 'transformers', 'zip', zeroShotFixture],
  ['hf-pictures', 'transformers', 'tar', imageFixture],
];

/** Every backend serves models from upload to metrics. */
export function describeBackends(host: () => RunningHost, ollama: () => OllamaServer): void {
  describe('backends', () => {
    it.each(models)('%s: %s from %s', async (modelId, framework, packing, makeFixture) => {
      const fixture = await makeFixture();
      await expectServed(host(), { modelId, framework, files: packed(fixture, packing) }, fixture);
    });

    describeBackendMistakes(host);
    describeRealModels(host);
    describeOllama(host, ollama);
  });
}
