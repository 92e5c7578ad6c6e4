import type { Datatype, Tensor } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packTensors, unpackTensors, type PackedTensors } from './tensor-payload.ts';

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

/** Any bits, as a view that does not begin where its memory does. */
const anyTensor: fc.Arbitrary<Tensor> = fc
  .tuple(
    fc.constantFrom<Datatype>(...(Object.keys(arrays) as (keyof typeof arrays)[]), 'BYTES'),
    fc.nat({ max: 9 }),
    fc.string(),
  )
  .chain(([datatype, length, name]): fc.Arbitrary<Tensor> => {
    if (datatype === 'BYTES') {
      const element = fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 9 }));
      return fc
        .array(element, { minLength: length, maxLength: length })
        .map((data) => ({ name, datatype, shape: [length], data }));
    }
    const Elements = arrays[datatype];
    const size = Elements.BYTES_PER_ELEMENT;
    const bytes = (length + 1) * size;
    return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(
      (all) =>
        ({
          name,
          datatype,
          shape: [length],
          data: new Elements(all.slice().buffer, size, length),
        }) as unknown as Tensor,
    );
  });

const joined = ({ parts }: PackedTensors, before = 0): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(before + parts.reduce((sum, part) => sum + part.length, 0));
  let offset = before;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all.subarray(before);
};

const bits = ({ name, datatype, shape, data }: Tensor) => ({
  name,
  datatype,
  shape,
  data: datatype === 'BYTES' ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
});

describe('tensors as bytes', () => {
  it('come back bit by bit, whatever their datatypes and lengths', () => {
    fc.assert(
      fc.property(fc.array(anyTensor, { maxLength: 5 }), fc.constantFrom(0, 8, 64), (tensors, before) => {
        const packed = packTensors(tensors);
        const heads = JSON.parse(JSON.stringify(packed.heads)) as typeof packed.heads;
        expect(unpackTensors(heads, joined(packed, before)).map(bits)).toEqual(tensors.map(bits));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('begin at a multiple of eight each', () => {
    fc.assert(
      fc.property(fc.array(anyTensor, { maxLength: 5 }), (tensors) => {
        const { heads, parts } = packTensors(tensors);
        const total = parts.reduce((sum, { length }) => sum + length, 0);
        expect(total % 8).toBe(0);
        expect(total).toBe(heads.reduce((sum, { bytes }) => sum + Math.ceil(bytes / 8) * 8, 0));
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('of numbers are not copied: neither on the way out nor on the way in', () => {
    const x: Tensor = { name: 'x', datatype: 'FP32', shape: [4], data: new Float32Array([1, 2, 3, 4]) };
    const packed = packTensors([x]);
    expect(packed.parts[0]?.buffer).toBe(x.data.buffer);
    const payload = joined(packed);
    expect((unpackTensors(packed.heads, payload)[0]?.data as Float32Array).buffer).toBe(payload.buffer);
  });

  it('that are fewer than the heads say are refused', () => {
    const packed = packTensors([{ name: 'x', datatype: 'FP64', shape: [2], data: new Float64Array(2) }]);
    expect(() => unpackTensors(packed.heads, joined(packed).slice(0, 8))).toThrow(RangeError);
  });
});
