import type { Datatype, Tensor, TensorSpec } from '@harper-edge/contracts';
import type { BackendFixture } from '@harper-edge/contracts/testing';
import sharp from 'sharp';
import { importTfjsRuntime } from '../tfjs-runtime.ts';
import {
  affineGraph,
  affineInput,
  affineOutput,
  affineWeights,
  colorGraph,
  layersArchive,
  lookupGraph,
  sentenceGraph,
  whereGraph,
} from './small-models.ts';

export const floats = (name: string, shape: readonly number[], values: readonly number[]): Tensor => ({
  name,
  datatype: 'FP32',
  shape,
  data: Float32Array.from(values),
});

export const texts = (name: string, data: readonly (string | Uint8Array)[], shape = [data.length]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape,
  data,
});

const spec = (name: string, datatype: Datatype, shape: readonly number[]): TensorSpec => ({ name, datatype, shape });

/** A PNG of one color. */
function plainImage(color: readonly [number, number, number], width = 4, height = width): Promise<Buffer> {
  const [r, g, b] = color;
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}

const affine = {
  inputs: [spec('x', 'FP32', [-1, 3])],
  outputs: [spec('y', 'FP32', [-1, 2])],
  example: [floats('x', [3, 3], affineInput)],
  expected: [floats('y', [3, 2], affineOutput)],
  tolerance: 1e-6,
  batchable: true,
};

/** The affine model built from layers, with names as Keras gives them. */
export async function affineLayers(change?: (json: object) => object): Promise<Uint8Array> {
  const { tf } = await importTfjsRuntime();
  const kernel = tf.tensor2d(affineWeights.w, [3, 2]);
  const bias = tf.tensor1d(affineWeights.b);
  const model = tf.sequential({
    layers: [tf.layers.dense({ name: 'y', units: 2, inputShape: [3], weights: [kernel, bias] })],
  });
  try {
    return await layersArchive(model, change);
  } finally {
    model.dispose();
    tf.dispose([kernel, bias]);
  }
}

/** Small models of every kind, with answers known by hand. */
export async function smallFixtures(): Promise<BackendFixture[]> {
  const [red, blue] = await Promise.all([plainImage([255, 51, 0]), plainImage([0, 102, 204])]);
  return [
    { ...affine, name: 'graph', artifact: { bytes: affineGraph() } },
    { ...affine, name: 'graph in 3 files', artifact: { bytes: affineGraph({ graph: { shardBytes: 13 } }) } },
    { ...affine, name: 'graph without signature', artifact: { bytes: affineGraph({ graph: { signature: {} } }) } },
    {
      ...affine,
      name: 'layers',
      artifact: { bytes: await affineLayers() },
      inputs: [spec('y_input', 'FP32', [-1, 3])],
      example: [floats('y_input', [3, 3], affineInput)],
    },
    {
      name: 'asynchronous graph',
      artifact: { bytes: whereGraph() },
      inputs: [spec('x', 'FP32', [-1, 2])],
      outputs: [spec('y', 'INT32', [-1, 2])],
      example: [floats('x', [2, 2], [1, -1, 0, 3])],
      expected: [{ name: 'y', datatype: 'INT32', shape: [2, 2], data: Int32Array.of(0, 0, 1, 1) }],
      tolerance: 0,
      batchable: false,
    },
    {
      name: 'graph with a lookup table',
      artifact: { bytes: lookupGraph() },
      inputs: [spec('words', 'BYTES', [-1])],
      outputs: [spec('y', 'INT32', [-1])],
      example: [texts('words', ['shoe', 'hat', 'tent'])],
      expected: [{ name: 'y', datatype: 'INT32', shape: [3], data: Int32Array.of(8, -1, 7) }],
      tolerance: 0,
      batchable: true,
    },
    {
      name: 'texts',
      artifact: { bytes: sentenceGraph() },
      metadata: { preprocessing: { text: { reservedTokens: 1 } } },
      inputs: [spec('text', 'BYTES', [-1])],
      outputs: [spec('embedding', 'FP32', [-1, 2])],
      // a tent s = 1 + 2 + 3; nothing = 0, one token; tent = 2
      example: [texts('text', ['a tents', '', 'tent'])],
      expected: [floats('embedding', [3, 2], [6, 3, 0, 1, 2, 1])],
      tolerance: 0,
      batchable: true,
    },
    {
      name: 'images and labels',
      artifact: { bytes: colorGraph({ 'labels.txt': Buffer.from('red\ngreen\nblue\n') }) },
      metadata: { preprocessing: { image: {} }, postprocessing: { labels: 'labels.txt' } },
      inputs: [spec('image', 'BYTES', [-1])],
      outputs: [
        spec('label', 'BYTES', [-1]),
        { ...spec('probabilities', 'FP32', [-1, 3]), mapKeys: ['red', 'green', 'blue'] },
      ],
      example: [texts('image', [red, `data:image/png;base64,${blue.toString('base64')}`])],
      expected: [texts('label', ['red', 'blue']), floats('probabilities', [2, 3], [1, 0.2, 0, 0, 0.4, 0.8])],
      tolerance: 1e-6,
      batchable: true,
    },
  ];
}
