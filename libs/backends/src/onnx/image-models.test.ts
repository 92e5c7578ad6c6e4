import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import type { Tensor } from '@harper-edge/contracts';
import { backendConformance, type BackendFixture } from '@harper-edge/contracts/testing';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { writeModelFiles } from '../model-files/index.ts';
import { createOnnxBackend } from './index.ts';
import { oneNodeModel } from './testing/one-node-model.ts';
import { repositoryRoot } from './testing/repository-root.ts';

const backend = createOnnxBackend();
const bytes = (name: string, data: readonly (string | Uint8Array)[], shape = [data.length]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape,
  data,
});
const plain = (r: number, g: number, b: number): Promise<Buffer> =>
  sharp({ create: { width: 5, height: 3, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();

/** Pictures of one pixel: its red, green and blue are the classes. */
async function colorFixture(): Promise<BackendFixture> {
  const network = oneNodeModel({
    shape: ['N', 3, 1, 1],
    node: { opType: 'Flatten', inputs: ['x'], outputs: ['y'] },
    outputs: [{ name: 'y', datatype: 'FP32', shape: ['N', 3] }],
  });
  const files = new Map([
    ['net/colors.onnx', network],
    ['labels.txt', Buffer.from('red\ngreen\nblue')],
  ]);
  return {
    name: 'archive of a network and labels',
    artifact: { bytes: writeModelFiles(files) },
    metadata: { preprocessing: { image: { scale: 1 } }, postprocessing: { labels: 'labels.txt' } },
    inputs: [{ name: 'image', datatype: 'BYTES', shape: [-1] }],
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 3], mapKeys: ['red', 'green', 'blue'] },
    ],
    example: [bytes('image', [await plain(1, 2, 3), await plain(9, 8, 7)])],
    expected: [
      bytes('label', ['blue', 'red']),
      { name: 'probabilities', datatype: 'FP32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 9, 8, 7) },
    ],
    tolerance: 0,
    batchable: true,
  };
}

describe('images in, labels out', async () => {
  const subject = { backend, fixtures: [await colorFixture()], notModels: {}, residentBytes: () => memoryUsage.rss() };
  for (const { name, run } of backendConformance(subject)) it(name, run);
});

describe('archives', () => {
  const two = writeModelFiles(
    new Map([
      ['a.onnx', oneNodeModel()],
      ['b.onnx', oneNodeModel({ shape: ['N', 7] })],
    ]),
  );

  it('of several networks: the declared one is loaded, none without a declaration', async () => {
    await expect(backend.load({ bytes: two })).rejects.toThrow(/"a.onnx", "b.onnx"/);
    const model = await backend.load({ bytes: two }, { metadata: { file: 'b.onnx' } });
    expect(model.metadata.inputs[0]?.shape).toEqual([-1, 7]);
    await model.release();
  });

  it('without a network are refused', async () => {
    const none = writeModelFiles(new Map([['labels.txt', Buffer.from('a')]]));
    await expect(backend.load({ bytes: none })).rejects.toMatchObject({ code: 'INVALID_MODEL' });
  });
});

/** Models and photos that are too large to ship. */
const shared = join(repositoryRoot, '../shared');
const mobilenet = join(shared, 'models/mobilenet-v2-1.0-224');
const photos = join(shared, 'data/photos');
const present = existsSync(mobilenet) && existsSync(photos);

describe.skipIf(!present)('MobileNet v2 on photos (skipped where they are not beside the checkout)', () => {
  const known = [
    ['cat_720p', 'Egyptian cat', 0.778],
    ['parrot', 'macaw', 0.999],
    ['hot_dog', 'hotdog, hot dog, red hot', 0.93],
    ['sunflower', 'daisy', 0.985],
    ['bird', 'chickadee', 0.987],
    ['grace_hopper', 'military uniform', 0.892],
  ] as const;

  it.each(['int8', 'fp32-w8'])('%s', async (kind) => {
    const files = new Map([
      ['model.onnx', readFileSync(join(mobilenet, `mobilenet_v2_1.0_224-${kind}.onnx`))],
      ['labels.txt', readFileSync(join(mobilenet, 'imagenet_labels.txt'))],
    ]);
    const preprocessing = { image: { scale: 1, mean: 128, std: 128 } };
    const postprocessing = { output: 'probabilities', labels: 'labels.txt', topK: 1 };
    const model = await backend.load(
      { bytes: writeModelFiles(files) },
      { metadata: { preprocessing, postprocessing } },
    );
    const images = known.map(([name]) => readFileSync(join(photos, `${name}.jpg`)));
    const [labels, scores] = await model.run([bytes('image', images)]);
    expect(labels?.data).toEqual(known.map(([, label]) => label));
    for (const [i, [, , score]] of known.entries())
      expect(Math.abs(Number(scores?.data[i]) - score)).toBeLessThan(0.015);
    await model.release();
  });
});
