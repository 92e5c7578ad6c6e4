import { readModelFiles } from '@harper-edge/backends/model-files';
import {
  classifierFixture,
  embeddingFixture,
  imageFixture,
  picturesFixture,
  plainImage,
  tensorflowjsFixtures,
  zeroShotFixture,
} from '@harper-edge/backends/testing';
import type { BackendFixture } from '@harper-edge/contracts/testing';

/** The files of examples/small-models: models whose answers can be worked out by hand, each as people keep theirs. */
export async function makeSmallModels(): Promise<ReadonlyMap<string, Uint8Array>> {
  const tensorflowjs = await tensorflowjsFixtures();
  const named = (name: string): BackendFixture => {
    const fixture = tensorflowjs.find((candidate) => candidate.name === name);
    if (fixture === undefined) throw new TypeError(`there is no TensorFlow.js model "${name}"`);
    return fixture;
  };
  const models: Readonly<Record<string, BackendFixture>> = {
    'words-to-vectors': embeddingFixture(),
    'words-to-classes': classifierFixture(),
    'words-to-any-label': zeroShotFixture(),
    'pictures-onnx': await picturesFixture(),
    'pictures-transformers': await imageFixture(),
    'pictures-tensorflowjs': named('images and labels'),
    'layers-tensorflowjs': named('layers'),
    'sentences-tensorflowjs': named('texts'),
  };
  const files = new Map<string, Uint8Array>([
    ['red.png', await plainImage('png', [255, 0, 0])],
    ['blue.png', await plainImage('png', [0, 0, 255])],
  ]);
  for (const [folder, { artifact }] of Object.entries(models)) {
    if (!('bytes' in artifact)) throw new TypeError(`${folder}: expected the model's bytes`);
    for (const [name, bytes] of readModelFiles(artifact.bytes)) files.set(`${folder}/${name}`, bytes);
  }
  return files;
}
