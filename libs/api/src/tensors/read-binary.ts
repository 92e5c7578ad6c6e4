import { isUtf8 } from 'node:buffer';
import { EdgeError, type Datatype, type TensorData } from '@harper-edge/contracts';

/** What the bytes are to be. */
interface BinaryTensor {
  readonly name: string;
  readonly datatype: Datatype;
  /** Elements that the shape asks for. */
  readonly count: number;
}

type Fixed = Exclude<Datatype, 'BYTES'>;

interface ElementsConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TensorData[Fixed];
}

const arrays: Readonly<Record<Fixed, ElementsConstructor>> = {
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
};

/** Bytes of one element; of BYTES each has its own length. */
export const elementBytes = (datatype: Fixed): number => arrays[datatype].BYTES_PER_ELEMENT;

/**
 * The elements of a tensor from their little-endian, row-major bytes (Open Inference Protocol V2, binary tensor data
 * extension). BOOL is one byte, 0 or 1; an element of BYTES is its length in four bytes and then itself. What it returns
 * shares the memory of `bytes` where their alignment allows, and is a copy where not. The host must be little-endian too.
 *
 * @throws EdgeError INVALID_INPUT when the number of bytes does not fit the shape, with both numbers.
 */
export function readBinary(bytes: Uint8Array, { name, datatype, count }: BinaryTensor): TensorData[Datatype] {
  if (datatype === 'BYTES') return readElements(bytes, name, count);
  const Elements = arrays[datatype];
  const expectedBytes = count * Elements.BYTES_PER_ELEMENT;
  if (bytes.length !== expectedBytes) {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${name}": its shape needs ${expectedBytes} bytes of ${datatype}, received ${bytes.length}`,
    );
  }
  const { buffer, byteOffset } = bytes;
  if (datatype === 'BOOL') checkBooleans(bytes, name);
  return byteOffset % Elements.BYTES_PER_ELEMENT === 0
    ? new Elements(buffer, byteOffset, count)
    : new Elements(buffer.slice(byteOffset, byteOffset + expectedBytes));
}

function checkBooleans(bytes: Uint8Array, name: string): void {
  const index = bytes.findIndex((byte) => byte > 1);
  if (index === -1) return;
  throw new EdgeError(
    'INVALID_INPUT',
    `input "${name}": element ${index}: expected a byte of 0 or 1 for BOOL, received ${bytes[index] ?? 0}`,
  );
}

function readElements(bytes: Uint8Array, name: string, count: number): (string | Uint8Array)[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const elements: (string | Uint8Array)[] = [];
  let offset = 0;
  while (offset < view.length && elements.length < count) {
    const start = offset + 4;
    const length = start <= view.length ? view.readUInt32LE(offset) : Infinity;
    offset = start + length;
    if (offset > view.length) {
      throw new EdgeError(
        'INVALID_INPUT',
        `input "${name}": element ${elements.length}: expected ${start <= view.length ? length : 'a length of 4'} bytes, received ${Math.max(0, view.length - (start <= view.length ? start : start - 4))}`,
      );
    }
    elements.push(textOrBytes(view.subarray(start, offset)));
  }
  if (elements.length === count && offset === view.length) return elements;
  throw new EdgeError(
    'INVALID_INPUT',
    `input "${name}": its shape needs ${count} elements of BYTES, received ${elements.length} and ${view.length - offset} bytes after them`,
  );
}

/** Text where the bytes are UTF-8, else the bytes. */
export const textOrBytes = (bytes: Buffer): string | Uint8Array => (isUtf8(bytes) ? bytes.toString('utf8') : bytes);
