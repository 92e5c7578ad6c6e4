import type { Tensor } from '@harper-edge/contracts';
import type { BackendFixture } from '@harper-edge/contracts/testing';
import sharp from 'sharp';
import { writeModelFiles } from '../../model-files/index.ts';
import { sumConstants, sumOverTokens, textArchive, tokenNetwork } from '../../onnx-text/testing/text-archives.ts';
import { writeOnnx } from '../../onnx-writer/index.ts';

const bytesTensor = (name: string, data: readonly (string | Uint8Array)[], shape = [data.length]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape,
  data,
});

/** Classes of sentence pairs: the second follows from the first, contradicts it, or neither. */
export const entailmentConfig = {
  architectures: ['BertForSequenceClassification'],
  model_type: 'bert',
  max_position_embeddings: 64,
  id2label: { 0: 'contradiction', 1: 'neutral', 2: 'entailment' },
  label2id: { contradiction: 0, neutral: 1, entailment: 2 },
};

/** Logits of a pair: what the words of its second sentence add up to. The first sentence changes nothing. */
export const entailmentNetwork = tokenNetwork({
  table: {
    '[PAD]': [90, 0, -90],
    red: [0, 0, Math.log(6)],
    green: [0, 0, Math.log(3)],
    blue: [Math.log(4), 0, 0],
  },
  width: 3,
  nodes: [...sumOverTokens('token_type_ids'), { opType: 'Identity', inputs: ['sums'], outputs: ['logits'] }],
  initializers: sumConstants,
  outputs: [{ name: 'logits', datatype: 'FP32', shape: ['rows', 3] }],
});

export const entailmentArchive = textArchive(entailmentNetwork, { config: entailmentConfig });

/**
 * By hand: the exponentials of the entailments are blue 1, red 6, green 3, of 10; sorted 0.6, 0.3, 0.1, for any text.
 */
export function zeroShotFixture(): BackendFixture {
  return {
    name: 'zero-shot',
    artifact: { bytes: entailmentArchive },
    metadata: { taskType: 'zero-shot-classification' },
    inputs: [
      { name: 'text', datatype: 'BYTES', shape: [-1] },
      { name: 'candidate_labels', datatype: 'BYTES', shape: [-1] },
    ],
    outputs: [
      { name: 'labels', datatype: 'BYTES', shape: [-1, -1] },
      { name: 'scores', datatype: 'FP32', shape: [-1, -1] },
    ],
    example: [bytesTensor('text', ['big tent', 'shoe']), bytesTensor('candidate_labels', ['blue', 'red', 'green'])],
    expected: [
      bytesTensor('labels', ['red', 'green', 'blue', 'red', 'green', 'blue'], [2, 3]),
      { name: 'scores', datatype: 'FP32', shape: [2, 3], data: Float32Array.from([0.6, 0.3, 0.1, 0.6, 0.3, 0.1]) },
    ],
    tolerance: 1e-6,
    batchable: false,
  };
}

/** An image of one colour, of the size that the fixture takes: red, green and blue from 0 to 255. */
export function plainImage(format: 'png' | 'jpeg', [r, g, b]: readonly [number, number, number]): Promise<Uint8Array> {
  return sharp({ create: { width: 4, height: 4, channels: 3, background: { r, g, b } } })
    .toFormat(format)
    .toBuffer();
}

const imageConfig = {
  architectures: ['ViTForImageClassification'],
  model_type: 'vit',
  id2label: { 0: 'reddish', 1: 'bluish' },
  label2id: { reddish: 0, bluish: 1 },
};

/** Pixels as shares of 255, 4 by 4, without any other change. */
const preprocessorConfig = {
  image_processor_type: 'ViTImageProcessor',
  do_resize: true,
  size: { width: 4, height: 4 },
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: false,
};

/** Logits: the mean of red times ln 3, the mean of blue times ln 3. */
export const colorNetwork = writeOnnx({
  producerName: 'test',
  opsets: { '': 15 },
  graph: {
    name: 'colours',
    nodes: [
      { opType: 'GlobalAveragePool', inputs: ['pixel_values'], outputs: ['means'] },
      { opType: 'Flatten', inputs: ['means'], outputs: ['colours'] },
      { opType: 'MatMul', inputs: ['colours', 'weights'], outputs: ['logits'] },
    ],
    inputs: [{ name: 'pixel_values', datatype: 'FP32', shape: ['rows', 3, 'height', 'width'] }],
    outputs: [{ name: 'logits', datatype: 'FP32', shape: ['rows', 2] }],
    initializers: [
      {
        name: 'weights',
        datatype: 'FP32',
        shape: [3, 2],
        data: Float32Array.from([Math.log(3), 0, 0, 0, 0, Math.log(3)]),
      },
    ],
  },
});

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export const imageArchive = writeModelFiles(
  new Map([
    ['config.json', json(imageConfig)],
    ['preprocessor_config.json', json(preprocessorConfig)],
    ['onnx/model.onnx', colorNetwork],
  ]),
);

/** By hand: red alone gives the exponentials (3, 1) of 4, blue alone (1, 3), green (1, 1), where the first label wins. */
export async function imageFixture(): Promise<BackendFixture> {
  const red = await plainImage('png', [255, 0, 0]);
  const blue = Buffer.from(await plainImage('png', [0, 0, 255])).toString('base64');
  const green = Buffer.from(await plainImage('png', [0, 255, 0])).toString('base64');
  return {
    name: 'image classifier',
    artifact: { bytes: imageArchive },
    inputs: [{ name: 'image', datatype: 'BYTES', shape: [-1] }],
    outputs: [
      { name: 'label', datatype: 'BYTES', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 2], mapKeys: ['reddish', 'bluish'] },
    ],
    example: [bytesTensor('image', [red, `data:image/png;base64,${blue}`, green])],
    expected: [
      bytesTensor('label', ['reddish', 'bluish', 'reddish']),
      {
        name: 'probabilities',
        datatype: 'FP32',
        shape: [3, 2],
        data: Float32Array.from([0.75, 0.25, 0.25, 0.75, 0.5, 0.5]),
      },
    ],
    tolerance: 1e-6,
    batchable: true,
  };
}
