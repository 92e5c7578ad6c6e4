import type { Datatype, Tensor } from '@harper-edge/contracts';
import type { Tensor as TfTensor } from '@tensorflow/tfjs';
import type { Tfjs } from './tfjs-runtime.ts';

/** The runtime's name of each datatype it computes. */
const runtimeTypes = { FP32: 'float32', INT32: 'int32', BOOL: 'bool', BYTES: 'string' } as const;

const datatypes: ReadonlyMap<string, Datatype> = new Map(
  Object.entries(runtimeTypes).map(([datatype, runtimeType]) => [runtimeType, datatype as Datatype]),
);

/** `undefined` for what no datatype holds: complex64. */
export function datatypeOf(runtimeType: string): Datatype | undefined {
  return datatypes.get(runtimeType);
}

/** A tensor of the runtime, to be disposed of. */
export function toRuntimeTensor(tf: Tfjs, { datatype, data, shape }: Tensor): TfTensor {
  const runtimeType = runtimeTypes[datatype as keyof typeof runtimeTypes];
  // All as bytes: of an array that holds strings and bytes the runtime would encode only what the first element is.
  const values = datatype === 'BYTES' ? data.map(toBytes) : data;
  return tf.tensor(values as Float32Array, [...shape], runtimeType);
}

function toBytes(element: string | Uint8Array): Uint8Array {
  return typeof element === 'string' ? new TextEncoder().encode(element) : element;
}

/** A copy of the tensor's elements; the tensor stays. */
export function fromRuntimeTensor(tf: Tfjs, name: string, tensor: TfTensor): Tensor {
  const datatype = datatypeOf(tensor.dtype);
  if (datatype === undefined) throw new TypeError(`output "${name}" is ${tensor.dtype}, which no datatype holds`);
  const values = tf.engine().readSync(tensor.dataId);
  const data = datatype === 'BYTES' ? toTexts(values as unknown as Uint8Array[]) : values.slice();
  return { name, datatype, shape: [...tensor.shape], data } as Tensor;
}

function toTexts(values: readonly Uint8Array[]): readonly (string | Uint8Array)[] {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return values.map((bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return Uint8Array.from(bytes);
    }
  });
}
