import type { Tensor } from '@harper-edge/contracts';
import { describe, expect, it } from 'vitest';
import { createOnnxBackend } from './index.ts';
import { oneNodeModel } from './testing/one-node-model.ts';

const backend = createOnnxBackend();
const values = {
  BOOL: Uint8Array.from([0, 1, 1, 0]),
  UINT8: Uint8Array.from([0, 1, 128, 255]),
  UINT16: Uint16Array.from([0, 1, 32768, 65535]),
  UINT32: Uint32Array.from([0, 1, 2 ** 31, 2 ** 32 - 1]),
  UINT64: BigUint64Array.from([0n, 1n, 2n ** 63n, 2n ** 64n - 1n]),
  INT8: Int8Array.from([-128, -1, 0, 127]),
  INT16: Int16Array.from([-32768, -1, 0, 32767]),
  INT32: Int32Array.from([-(2 ** 31), -1, 0, 2 ** 31 - 1]),
  INT64: BigInt64Array.from([-(2n ** 63n), -1n, 2n ** 53n + 1n, 2n ** 63n - 1n]),
  // 1, -2, infinity and a NaN, as bits.
  FP16: Uint16Array.from([0x3c00, 0xc000, 0x7c00, 0x7e01]),
  FP32: Float32Array.from([-0, 1.5, Infinity, NaN]),
  FP64: Float64Array.from([-0, 1e300, -Infinity, NaN]),
  BYTES: ['', 'plain', 'grüße 🌍', 'line\nbreak'],
} satisfies { [D in Tensor['datatype']]: Extract<Tensor, { datatype: D }>['data'] };

const tensors = Object.entries(values).map(
  ([datatype, data]) => ({ name: 'x', datatype, shape: [2, 2], data }) as unknown as Tensor,
);

describe.each(tensors.map((tensor) => [tensor.datatype, tensor] as const))('%s', (datatype, tensor) => {
  it('goes in and comes out bit by bit', async () => {
    const model = await backend.load({ bytes: oneNodeModel({ datatype }) });
    expect(model.metadata.inputs).toEqual([{ name: 'x', datatype, shape: [-1, 2] }]);
    expect(await model.run([tensor])).toEqual([{ ...tensor, name: 'y' }]);
    await model.release();
  });

  it('may have no rows', async () => {
    const model = await backend.load({ bytes: oneNodeModel({ datatype }) });
    const empty = { ...tensor, shape: [0, 2], data: tensor.data.slice(0, 0) } as Tensor;
    expect(await model.run([empty])).toEqual([{ ...empty, name: 'y' }]);
    await model.release();
  });

  it('may be a scalar', async () => {
    const model = await backend.load({ bytes: oneNodeModel({ datatype, shape: [] }) });
    const scalar = { ...tensor, shape: [], data: tensor.data.slice(1, 2) } as Tensor;
    expect(await model.run([scalar])).toEqual([{ ...scalar, name: 'y' }]);
    await model.release();
  });

  it('may be a view into a larger buffer', async () => {
    if (datatype === 'BYTES') return;
    const model = await backend.load({ bytes: oneNodeModel({ datatype }) });
    const view = { ...tensor, shape: [1, 2], data: (tensor.data as Uint8Array).subarray(1, 3) } as Tensor;
    expect(await model.run([view])).toEqual([{ ...view, name: 'y', data: tensor.data.slice(1, 3) }]);
    await model.release();
  });
});

it('BYTES with a NUL are refused, not cut', async () => {
  const model = await backend.load({ bytes: oneNodeModel({ datatype: 'BYTES' }) });
  const cut = { name: 'x', datatype: 'BYTES', shape: [1, 2], data: ['a', 'b\0c'] } as const;
  await expect(model.run([cut])).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('"x": element 1: expected text without a NUL') as string,
  });
  await model.release();
});
