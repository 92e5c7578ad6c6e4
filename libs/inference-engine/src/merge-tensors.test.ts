import type { Datatype, Tensor } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchSignature, mergeInputs, splitOutputs } from './merge-tensors.ts';

const arrays = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const satisfies Record<Exclude<Datatype, 'BYTES'>, unknown>;

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Any bits at all, so NaN with every payload and -0 too; as a view that does not begin where its memory does. */
function anyTensor(datatype: Datatype, name: string, shape: readonly number[]): fc.Arbitrary<Tensor> {
  const length = count(shape);
  if (datatype === 'BYTES') {
    const element = fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 5 }));
    return fc.array(element, { minLength: length, maxLength: length }).map((data) => ({ name, datatype, shape, data }));
  }
  const Elements = arrays[datatype];
  const size = Elements.BYTES_PER_ELEMENT;
  return fc.uint8Array({ minLength: (length + 1) * size, maxLength: (length + 1) * size }).map((bytes) => {
    const buffer = bytes.slice().buffer;
    return { name, datatype, shape, data: new Elements(buffer, size, length) } as unknown as Tensor;
  });
}

const bits = ({ name, datatype, shape, data }: Tensor) => ({
  name,
  datatype,
  shape,
  data: datatype === 'BYTES' ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
});

const datatypes = [...Object.keys(arrays), 'BYTES'] as Datatype[];

describe('tensors merged and split again', () => {
  it.each(datatypes)('are the same bit by bit: %s', (datatype) => {
    const requests = fc
      .tuple(
        fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.array(fc.nat({ max: 3 }), { maxLength: 2 }), { minLength: 1, maxLength: 3 }),
      )
      .chain(([rowCounts, rests]) =>
        fc.tuple(
          ...rowCounts.map((rows) =>
            fc.tuple(...rests.map((rest, i) => anyTensor(datatype, `t${i}`, [rows, ...rest]))),
          ),
        ),
      );
    fc.assert(
      fc.property(requests, (tensors: Tensor[][]) => {
        const before = tensors.map((inputs) => inputs.map(bits));
        const merged = mergeInputs(tensors);
        const rowCounts = tensors.map(([first]) => first?.shape[0] ?? 0);
        const total = rowCounts.reduce((sum, rows) => sum + rows, 0);
        expect(merged.every(({ shape, data }) => shape[0] === total && data.length === count(shape))).toBe(true);
        expect(splitOutputs(merged, rowCounts)?.map((parts) => parts.map(bits))).toEqual(before);
        expect(tensors.map((inputs) => inputs.map(bits))).toEqual(before);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('keep the payload of a NaN and the sign of a zero', () => {
    const data = new Float32Array(new Uint32Array([0x7fc0_1234, 0x8000_0000, 0xffc0_0001]).buffer);
    const one: Tensor = { name: 'x', datatype: 'FP32', shape: [3], data };
    const parts = splitOutputs(mergeInputs([[one], [one]]), [3, 3]);
    for (const [part] of parts ?? []) expect(part && bits(part)).toEqual(bits(one));
  });
});

describe('an output that has not one row for each that went in', () => {
  it('cannot be split', () => {
    const one: Tensor = { name: 'y', datatype: 'FP32', shape: [1], data: new Float32Array(1) };
    expect(splitOutputs([one], [1, 1])).toBeUndefined();
    expect(splitOutputs([{ ...one, shape: [] }], [1])).toBeUndefined();
  });
});

describe('the signature of a request', () => {
  const x: Tensor = { name: 'x', datatype: 'FP32', shape: [2, 3], data: new Float32Array(6) };
  const of = (tensor: Partial<Tensor>, outputs?: string[]) => batchSignature([{ ...x, ...tensor } as Tensor], outputs);

  it('leaves the rows out', () => {
    expect(of({ shape: [5, 3] })).toBe(of({}));
  });

  it.each<[string, Partial<Tensor>, string[]?]>([
    ['another axis', { shape: [2, 4] }],
    ['one axis more', { shape: [2, 3, 1] }],
    ['another datatype', { datatype: 'FP64' }],
    ['another name', { name: 'z' }],
    ['other outputs', {}, ['y']],
  ])('tells %s apart', (_what, tensor, outputs) => {
    expect(of(tensor, outputs)).not.toBe(of({}));
  });

  it('tells outputs apart from their names run together', () => {
    expect(of({}, ['a', 'b'])).not.toBe(of({}, ['a","b']));
    expect(of({}, [])).not.toBe(of({}));
  });
});
