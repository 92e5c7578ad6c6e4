import type { BackendFixture } from '@harper-edge/contracts/testing';
import { writeModelFiles } from '../model-files/index.ts';
import { colorNetwork, imageFixture } from '../transformers/testing/transformers-fixtures.ts';

/** The network of `imageFixture` without what Transformers.js reads beside it: pixels and labels as declared. */
export async function picturesFixture(): Promise<BackendFixture> {
  const files = new Map([
    ['model.onnx', colorNetwork],
    ['labels.txt', Buffer.from('reddish\nbluish\n')],
  ]);
  return {
    ...(await imageFixture()),
    name: 'pictures',
    artifact: { bytes: writeModelFiles(files) },
    metadata: {
      preprocessing: { image: { width: 4, height: 4 } },
      postprocessing: { activation: 'softmax', labels: 'labels.txt' },
    },
  };
}
