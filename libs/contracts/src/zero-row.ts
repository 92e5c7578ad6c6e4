import { elementCount, type Datatype, type Tensor, type TensorData, type TensorSpec } from './tensor.ts';

const zeros: { readonly [D in Datatype]: (length: number) => TensorData[D] } = {
  BOOL: (length) => new Uint8Array(length),
  UINT8: (length) => new Uint8Array(length),
  UINT16: (length) => new Uint16Array(length),
  UINT32: (length) => new Uint32Array(length),
  UINT64: (length) => new BigUint64Array(length),
  INT8: (length) => new Int8Array(length),
  INT16: (length) => new Int16Array(length),
  INT32: (length) => new Int32Array(length),
  INT64: (length) => new BigInt64Array(length),
  FP16: (length) => new Uint16Array(length),
  FP32: (length) => new Float32Array(length),
  FP64: (length) => new Float64Array(length),
  BYTES: (length) => new Array<string>(length).fill(''),
};

/** One row of zeros, or of empty strings, for each input; free axes are 1. */
export function zeroRow(inputs: readonly Pick<TensorSpec, 'name' | 'datatype' | 'shape'>[]): readonly Tensor[] {
  return inputs.map(({ name, datatype, shape }) => {
    const sizes = shape.map((size) => (size === -1 ? 1 : size));
    return { name, datatype, shape: sizes, data: zeros[datatype](elementCount(sizes)) } as Tensor;
  });
}
