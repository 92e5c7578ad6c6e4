import type { Tensor } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { createOnnxBackend } from '../onnx/index.ts';
import { writeOnnx, type OnnxModel } from './index.ts';

const addConstant = (constant: Tensor): OnnxModel => ({
  producerName: 'test',
  opsets: { '': 15 },
  graph: {
    name: 'add',
    nodes: [{ opType: 'Add', inputs: ['x', constant.name], outputs: ['y'] }],
    inputs: [{ name: 'x', datatype: constant.datatype, shape: ['N', 2] }],
    outputs: [{ name: 'y', datatype: constant.datatype, shape: ['N', 2] }],
    initializers: [constant],
  },
});

describe('writeOnnx', () => {
  it('writes the bytes that the schema prescribes: a model by hand', () => {
    const bytes = writeOnnx({
      producerName: 'p',
      opsets: { '': 15 },
      graph: {
        name: 'g',
        nodes: [{ opType: 'Neg', inputs: ['x'], outputs: ['y'] }],
        inputs: [{ name: 'x', datatype: 'FP32', shape: ['N', 2] }],
        outputs: [{ name: 'y', datatype: 'FP32' }],
      },
    });
    const node = '0a0178' + '120179' + '2203' + '4e6567';
    const input = '0a0178' + '120f' + '0a0d' + '0801' + '1209' + '0a03' + '12014e' + '0a02' + '0802';
    const output = '0a0179' + '1204' + '0a02' + '0801';
    const lengthOf = (hex: string): string => (hex.length / 2).toString(16).padStart(2, '0');
    const embed = (tag: string, hex: string): string => tag + lengthOf(hex) + hex;
    const graph = embed('0a', node) + '120167' + embed('5a', input) + embed('62', output);
    expect(Buffer.from(bytes).toString('hex')).toBe('0808' + '120170' + embed('3a', graph) + '4204' + '0a00' + '100f');
  });

  it('gives the same bytes for the same model', () => {
    const model = addConstant({ name: 'c', datatype: 'FP32', shape: [2], data: Float32Array.from([1, 2]) });
    expect(writeOnnx(model)).toEqual(writeOnnx(model));
  });

  it.each<Tensor>([
    { name: 'c', datatype: 'FP32', shape: [2], data: Float32Array.from([10.5, 20]) },
    { name: 'c', datatype: 'FP64', shape: [2], data: Float64Array.from([10.5, 20]) },
    { name: 'c', datatype: 'INT64', shape: [2], data: BigInt64Array.from([-10n, 2n ** 40n]) },
    // A view that does not start where its buffer does.
    { name: 'c', datatype: 'INT32', shape: [2], data: Int32Array.from([99, -10, 20]).subarray(1) },
  ])('constants of $datatype reach the runtime', async (constant) => {
    const model = await createOnnxBackend().load({ bytes: writeOnnx(addConstant(constant)) });
    const zeros = constant.data.slice();
    if (zeros instanceof BigInt64Array) zeros.fill(0n);
    else (zeros as Float32Array).fill(0);
    const input = { ...constant, name: 'x', shape: [1, 2], data: zeros } as Tensor;
    expect(Array.from((await model.run([input]))[0]?.data as Float32Array)).toEqual(
      Array.from(constant.data as Float32Array),
    );
    await model.release();
  });

  it('constants of text reach the runtime', async () => {
    const bytes = writeOnnx({
      producerName: 'test',
      opsets: { '': 15 },
      graph: {
        name: 'pick',
        nodes: [{ opType: 'Gather', inputs: ['words', 'x'], outputs: ['y'] }],
        inputs: [{ name: 'x', datatype: 'INT64', shape: ['N'] }],
        outputs: [{ name: 'y', datatype: 'BYTES', shape: ['N'] }],
        initializers: [{ name: 'words', datatype: 'BYTES', shape: [3], data: ['zero', 'eins', 'dúo'] }],
      },
    });
    const model = await createOnnxBackend().load({ bytes });
    const picked = await model.run([{ name: 'x', datatype: 'INT64', shape: [2], data: BigInt64Array.from([2n, 0n]) }]);
    expect(picked[0]?.data).toEqual(['dúo', 'zero']);
    await model.release();
  });

  it.each([
    ['float and int', { opType: 'LeakyRelu', attributes: { alpha: { float: 0.5 } } }, [-1, 4]],
    ['int', { opType: 'Cast', attributes: { to: { int: 1 } } }, [-2, 4]],
    ['ints', { opType: 'Transpose', attributes: { perm: { ints: [1, 0] } } }, [-2, 4]],
    [
      'floats and string',
      { opType: 'Scaler', domain: 'ai.onnx.ml', attributes: { offset: { floats: [1, 1] }, scale: { floats: [2, 3] } } },
      [-6, 9],
    ],
    ['string', { opType: 'Normalizer', domain: 'ai.onnx.ml', attributes: { norm: { string: 'MAX' } } }, [-0.5, 1]],
  ] as const)('%s attributes reach the runtime', async (_what, node, expected) => {
    const bytes = writeOnnx({
      producerName: 'test',
      opsets: { '': 15, 'ai.onnx.ml': 2 },
      graph: {
        name: 'attributes',
        nodes: [{ ...node, inputs: ['x'], outputs: ['y'] }],
        inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2] }],
        outputs: [{ name: 'y', datatype: 'FP32' }],
      },
    });
    const model = await createOnnxBackend().load({ bytes });
    const [y] = await model.run([{ name: 'x', datatype: 'FP32', shape: [1, 2], data: Float32Array.from([-2, 4]) }]);
    expect(Array.from(y?.data as Float32Array)).toEqual(expected);
    await model.release();
  });
});
