import type { Datatype, Tensor } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTensorflowjsBackend } from './index.ts';
import { declared, graphArchive, placeholder } from './testing/graph-archive.ts';
import { identityGraph } from './testing/small-models.ts';
import { importTfjsRuntime, type TfjsRuntime } from './tfjs-runtime.ts';

const even = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(fc.tuple(element, element), { minLength: 1, maxLength: 20 }).map((pairs) => pairs.flat());
const tensorOf = (datatype: Datatype, data: Tensor['data']): Tensor =>
  ({ name: 'x', datatype, shape: [data.length / 2, 2], data }) as Tensor;

const notText = fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => Uint8Array.of(0xff, ...bytes));
const cases: readonly (readonly [string, Datatype, fc.Arbitrary<Tensor['data']>])[] = [
  ['DT_FLOAT', 'FP32', even(fc.float()).map((values) => Float32Array.from(values))],
  ['DT_INT32', 'INT32', even(fc.integer()).map((values) => Int32Array.from(values))],
  ['DT_BOOL', 'BOOL', even(fc.integer({ min: 0, max: 1 })).map((values) => Uint8Array.from(values))],
  ['DT_STRING', 'BYTES', even(fc.oneof(fc.string({ unit: 'binary' }), notText))],
];

/** The engine computes with plain JavaScript, where tensors could share memory with those of the caller. */
const onCpu = async (): Promise<TfjsRuntime> => {
  const { tf } = await importTfjsRuntime();
  return { tf, name: 'cpu' };
};

describe.each(['wasm', 'cpu'] as const)('datatypes on %s', (name) => {
  const backend = createTensorflowjsBackend(name === 'cpu' ? { importRuntime: onCpu } : {});

  it.each(cases)('%s: %s comes out as it went in', async (type, datatype, data) => {
    const { tf } = await importTfjsRuntime();
    await tf.setBackend(name);
    const model = await backend.load({ bytes: identityGraph(type) });
    expect(model.metadata).toMatchObject({
      runtime: name,
      inputs: [{ name: 'x', datatype, shape: [-1, 2] }],
      outputs: [{ name: 'y', datatype, shape: [-1, 2] }],
    });
    await fc.assert(
      fc.asyncProperty(data, async (values) => {
        const [answer] = await model.run([tensorOf(datatype, values)]);
        expect(answer).toEqual({ ...tensorOf(datatype, values), name: 'y' });
        expect(answer?.data).not.toBe(values);
        if (ArrayBuffer.isView(values)) expect((answer?.data as Uint8Array).buffer).not.toBe(values.buffer);
      }),
      { seed: 7, numRuns: 50 },
    );
    await model.release();
    await tf.setBackend('wasm');
  });
});

describe('other types of TensorFlow', () => {
  const load = (type: string) => createTensorflowjsBackend().load({ bytes: identityGraph(type) });

  it.each([
    ['DT_INT64', 'INT32'],
    ['DT_UINT8', 'INT32'],
    ['DT_HALF', 'FP32'],
  ])('%s is computed as %s', async (type, datatype) => {
    const model = await load(type);
    expect(model.metadata.inputs[0]?.datatype).toBe(datatype);
    await model.release();
  });

  it.each(['DT_COMPLEX64', 'DT_RESOURCE'])('%s is refused', async (type) => {
    await expect(load(type)).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringContaining(`input "x": expected numbers, truth values or texts, it is ${type}`) as string,
    });
  });

  it('an input without a rank is refused', async () => {
    const unranked = {
      name: 'x',
      op: 'Placeholder',
      attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: { unknownRank: true } } },
    };
    const bytes = graphArchive({ nodes: [unranked, { name: 'y', op: 'Identity', input: ['x'] }] });
    await expect(createTensorflowjsBackend().load({ bytes })).rejects.toThrow('input "x" declares no shape');
  });

  it('types may be written as numbers, and names with the index of the output', async () => {
    const bytes = graphArchive({
      nodes: [placeholder('x', 'DT_FLOAT', [-1]), { name: 'y', op: 'Identity', input: ['x'] }],
      signature: {
        inputs: { 'x:0': { ...declared('x', '', [-1]), dtype: 1 } },
        outputs: { 'y:0': { ...declared('y', '', [-1]), dtype: 1 } },
      },
    });
    const model = await createTensorflowjsBackend().load({ bytes });
    const input: Tensor = { name: 'x', datatype: 'FP32', shape: [1], data: Float32Array.of(5) };
    expect(await model.run([input])).toEqual([{ ...input, name: 'y' }]);
    await model.release();
  });
});
