import { EdgeError } from './edge-error.ts';

/**
 * Element types by the names of the Open Inference Protocol V2, with the JavaScript array that holds them.
 * BOOL is one byte per element, 0 or 1. FP16 is the raw 16 bits. BYTES holds strings, and bytes where they are no UTF-8
 * (images, for example); a string and the bytes of its UTF-8 form mean the same.
 */
export interface TensorData {
  BOOL: Uint8Array;
  UINT8: Uint8Array;
  UINT16: Uint16Array;
  UINT32: Uint32Array;
  UINT64: BigUint64Array;
  INT8: Int8Array;
  INT16: Int16Array;
  INT32: Int32Array;
  INT64: BigInt64Array;
  FP16: Uint16Array;
  FP32: Float32Array;
  FP64: Float64Array;
  BYTES: readonly (string | Uint8Array)[];
}

export type Datatype = keyof TensorData;

/** Row-major elements; the product of `shape` equals `data.length`. */
export type Tensor = {
  readonly [D in Datatype]: {
    readonly name: string;
    readonly datatype: D;
    readonly shape: readonly number[];
    readonly data: TensorData[D];
  };
}[Datatype];

/** What a model declares of one input or output. */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  /** Sizes per axis; -1 where any size is accepted, most often the batch axis. */
  readonly shape: readonly number[];
  /**
   * Set when the model declares a sequence of maps (scikit-learn's ZipMap): the tensor holds the values,
   * and these are the keys along its last axis.
   */
  readonly mapKeys?: readonly string[];
}

/** Number of elements of a shape. `[]` is a scalar and counts 1. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * Checks the tensor against what the model declares; free axes (-1) accept any size.
 *
 * @throws EdgeError INVALID_INPUT naming the tensor, what was expected and what came.
 */
export function checkTensor(tensor: Tensor, spec: TensorSpec): void {
  if (tensor.datatype !== spec.datatype) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${spec.name}": expected datatype ${spec.datatype}, received ${tensor.datatype}`,
    );
  }
  const fits =
    tensor.shape.length === spec.shape.length &&
    tensor.shape.every((size) => Number.isInteger(size) && size >= 0) &&
    spec.shape.every((size, axis) => size === -1 || size === tensor.shape[axis]);
  if (!fits) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${spec.name}": expected shape [${spec.shape.join(', ')}] (-1 is any size), received [${tensor.shape.join(', ')}]`,
    );
  }
  if (elementCount(tensor.shape) !== tensor.data.length) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${spec.name}": shape [${tensor.shape.join(', ')}] needs ${String(elementCount(tensor.shape))} elements, received ${String(tensor.data.length)}`,
    );
  }
}

/**
 * The elements of a BYTES tensor as text.
 *
 * @throws EdgeError INVALID_INPUT where an element is no UTF-8.
 */
export function textsOf({ name, data }: Extract<Tensor, { datatype: 'BYTES' }>): readonly string[] {
  return data.map((element, index) => {
    if (typeof element === 'string') return element;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(element);
    } catch (cause) {
      throw new EdgeError(
        'INVALID_INPUT',
        `"${name}": element ${String(index)}: expected UTF-8 text, received other bytes`,
        {
          cause,
        },
      );
    }
  });
}
