import { EdgeError, textsOf, type Datatype, type Tensor } from '@harper-edge/contracts';
import type { OnnxRuntime } from './onnx-runtime.ts';

export type RuntimeTensor = InstanceType<OnnxRuntime['Tensor']>;
type RuntimeType = RuntimeTensor['type'];

/** The runtime's name of each datatype. */
const runtimeTypes = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
} as const satisfies Record<Datatype, RuntimeType>;

const datatypes: ReadonlyMap<string, Datatype> = new Map(
  (Object.keys(runtimeTypes) as Datatype[]).map((datatype) => [runtimeTypes[datatype], datatype]),
);

/** `undefined` for what no datatype holds, such as int4. */
export function datatypeOf(runtimeType: string): Datatype | undefined {
  return datatypes.get(runtimeType);
}

/** The tensor for the runtime, over the same memory. @throws EdgeError INVALID_INPUT on bytes that are no text, and on a NUL in a text */
export function toRuntimeTensor({ Tensor }: Pick<OnnxRuntime, 'Tensor'>, tensor: Tensor): RuntimeTensor {
  const data = tensor.datatype === 'BYTES' ? wholeTexts(tensor) : tensor.data;
  // One of thirteen overloads by datatype: TypeScript cannot choose it for a union.
  return new Tensor(runtimeTypes[tensor.datatype] as 'float32', data as Float32Array, tensor.shape);
}

/** The runtime reads a text up to its first NUL, and would drop the rest without a word. */
function wholeTexts(tensor: Extract<Tensor, { datatype: 'BYTES' }>): readonly string[] {
  const texts = textsOf(tensor);
  const index = texts.findIndex((text) => text.includes('\0'));
  if (index === -1) return texts;
  throw new EdgeError(
    'INVALID_INPUT',
    `input "${tensor.name}": element ${index}: expected text without a NUL character, which this runtime cannot take`,
  );
}

/** The runtime's answer as a tensor. Its memory was made for this answer alone. */
export function fromRuntimeTensor(name: string, { type, dims, data }: RuntimeTensor): Tensor {
  const datatype = datatypeOf(type);
  if (datatype === undefined) throw new TypeError(`output "${name}" has the type ${type}, which no datatype holds`);
  return { name, datatype, shape: dims, data: datatype === 'FP16' ? rawBits(data) : data } as Tensor;
}

/** Newer versions of Node answer 16-bit floats as Float16Array. */
function rawBits(data: RuntimeTensor['data']): Uint16Array {
  if (data instanceof Uint16Array) return data;
  const { buffer, byteOffset, length } = data as Uint8Array;
  return new Uint16Array(buffer, byteOffset, length);
}
