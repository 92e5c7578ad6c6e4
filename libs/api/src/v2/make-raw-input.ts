import { EdgeError, elementCount, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { elementBytes, readBinary, textOrBytes } from '../tensors/read-binary.ts';

/**
 * The one input of a request in raw form, whose body is the tensor alone: one row, of which at most one axis may be free
 * and is then read off the number of bytes. A BYTES input has one element, without its length before it.
 *
 * @throws EdgeError INVALID_INPUT when the model does not qualify, or the bytes do not fit.
 */
export function makeRawInput(bytes: Uint8Array, specs: readonly TensorSpec[]): Tensor {
  const [spec, another] = specs;
  if (spec === undefined || another !== undefined) throw unfit(`one input, and the model has ${specs.length}`);
  const { name, datatype } = spec;
  const sizes = spec.shape.map((size, axis) => (axis === 0 && size === -1 ? 1 : size));
  if (datatype === 'BYTES') {
    if (sizes.some((size) => size !== 1)) throw unfit(`one element, and "${name}" has [${spec.shape.join(', ')}]`);
    const element = textOrBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    return { name, datatype, shape: sizes, data: [element] };
  }
  const free = sizes.filter((size) => size === -1).length;
  if (free > 1) throw unfit(`at most one free axis beside the rows, and "${name}" has [${spec.shape.join(', ')}]`);
  const unitBytes = elementBytes(datatype) * Math.abs(elementCount(sizes));
  if (free === 1 && bytes.length % unitBytes !== 0) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${name}": expected a multiple of ${unitBytes} bytes, received ${bytes.length}`,
    );
  }
  const shape = sizes.map((size) => (size === -1 ? bytes.length / unitBytes : size));
  const data = readBinary(bytes, { name, datatype, count: elementCount(shape) });
  return { name, datatype, shape, data } as Tensor;
}

const unfit = (fault: string): EdgeError =>
  new EdgeError(
    'INVALID_INPUT',
    `a body without a JSON header (Inference-Header-Content-Length: 0) is for models with ${fault}; send the JSON header too`,
  );
