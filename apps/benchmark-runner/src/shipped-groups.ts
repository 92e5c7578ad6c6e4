import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeOnnx, type OnnxModel } from '@harper-edge/backends/onnx-writer';
import type { Tensor } from '@harper-edge/contracts';
import { createRandomGenerator } from '@harper-edge/stats';
import type { Group, GroupModel } from './group.ts';

const examples = join(import.meta.dirname, '../../../examples/iris');

/** What can be compared without any file of one's own. */
export async function shippedGroups(): Promise<readonly Group[]> {
  return [await irisGroup(), mlpGroup()];
}

/** One classifier as exported with and without a map of probabilities. */
async function irisGroup(): Promise<Group> {
  const about = { taskType: 'classification', equivalenceGroup: 'iris' };
  const expected = JSON.parse(await readFile(join(examples, 'expected.json'), 'utf8')) as { input: number[][] };
  const modelOf = (modelId: string): GroupModel => ({
    modelId,
    version: 'v1',
    framework: 'onnx',
    metadata: about,
    readBytes: () => readFile(join(examples, `${modelId}.onnx`)),
  });
  return {
    ...about,
    models: ['iris-logreg', 'iris-logreg-zipmap'].map(modelOf),
    testData: expected.input.map((row) => ({ float_input: row })),
  };
}

const layers = [64, 256, 256, 16];
const rows = 32;

/** A perceptron of three layers with random weights, computed in 32 and in 64 bits. */
function mlpGroup(): Group {
  const about = { taskType: 'regression', equivalenceGroup: 'mlp', outputDimensions: layers.at(-1) ?? 0 };
  const random = createRandomGenerator(1);
  const testData = Array.from({ length: rows }, () => ({
    x: Array.from({ length: layers[0] ?? 0 }, () => random.next() * 2 - 1),
  }));
  const modelOf = (datatype: 'FP32' | 'FP64'): GroupModel => ({
    modelId: `mlp-${datatype.toLowerCase()}`,
    version: 'v1',
    framework: 'onnx',
    metadata: about,
    readBytes: () => Promise.resolve(writeOnnx(mlpModel(datatype))),
  });
  return { ...about, models: [modelOf('FP32'), modelOf('FP64')], testData };
}

function mlpModel(datatype: 'FP32' | 'FP64'): OnnxModel {
  const random = createRandomGenerator(2);
  const tensor = (name: string, shape: readonly number[]): Tensor => {
    const length = shape.reduce((product, size) => product * size, 1);
    // Rounded to 32 bits in both, so that they are the same weights.
    const values = Float32Array.from({ length }, () => (random.next() * 2 - 1) / Math.sqrt(layers[0] ?? 1));
    return datatype === 'FP32'
      ? { name, datatype, shape, data: values }
      : { name, datatype, shape, data: Float64Array.from(values) };
  };
  const steps = layers.slice(1).map((size, index) => ({ size, index, inputSize: layers[index] ?? 0 }));
  const last = steps.length - 1;
  return {
    producerName: 'harper-edge-ai',
    opsets: { '': 15 },
    graph: {
      name: 'mlp',
      inputs: [{ name: 'x', datatype, shape: ['N', layers[0] ?? 0] }],
      outputs: [{ name: 'y', datatype, shape: ['N', layers.at(-1) ?? 0] }],
      initializers: steps.flatMap(({ size, index, inputSize }) => [
        tensor(`w${index}`, [inputSize, size]),
        tensor(`b${index}`, [size]),
      ]),
      nodes: steps.flatMap(({ index }) => {
        const output = index === last ? 'y' : `z${index}`;
        const gemm = {
          opType: 'Gemm',
          inputs: [index === 0 ? 'x' : `a${index - 1}`, `w${index}`, `b${index}`],
          outputs: [output],
        };
        return index === last ? [gemm] : [gemm, { opType: 'Relu', inputs: [output], outputs: [`a${index}`] }];
      }),
    },
  };
}
