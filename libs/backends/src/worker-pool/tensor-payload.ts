import type { Datatype, Tensor, TensorData } from '@harper-edge/contracts';

/** Where in a payload a tensor lies. */
export interface TensorHead {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** Without the padding after it. */
  readonly bytes: number;
}

export interface PackedTensors {
  readonly heads: readonly TensorHead[];
  readonly parts: readonly Uint8Array[];
}

const alignment = 8;
const padding = new Uint8Array(alignment);
const paddedBytes = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** The tensors as bytes one after the other, each beginning at a multiple of eight; numbers lie as they are in memory. */
export function packTensors(tensors: readonly Tensor[]): PackedTensors {
  const parts: Uint8Array[] = [];
  const heads = tensors.map(({ name, datatype, shape, data }): TensorHead => {
    const bytes =
      datatype === 'BYTES' ? packElements(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    parts.push(bytes);
    const padded = paddedBytes(bytes.length);
    if (padded > bytes.length) parts.push(padding.subarray(0, padded - bytes.length));
    return { name, datatype, shape, bytes: bytes.length };
  });
  return { heads, parts };
}

/** The tensors over the memory of the payload. */
export function unpackTensors(heads: readonly TensorHead[], payload: Uint8Array<ArrayBuffer>): readonly Tensor[] {
  let offset = payload.byteOffset;
  return heads.map(({ name, datatype, shape, bytes }) => {
    const data =
      datatype === 'BYTES'
        ? unpackElements(new Uint8Array(payload.buffer, offset, bytes))
        : arrays[datatype](payload.buffer, offset, bytes);
    offset += paddedBytes(bytes);
    return { name, datatype, shape, data } as Tensor;
  });
}

type Numeric = Exclude<Datatype, 'BYTES'>;
type View<D extends Numeric> = (buffer: ArrayBuffer, offset: number, bytes: number) => TensorData[D];

const arrays: { readonly [D in Numeric]: View<D> } = {
  BOOL: (buffer, offset, bytes) => new Uint8Array(buffer, offset, bytes),
  UINT8: (buffer, offset, bytes) => new Uint8Array(buffer, offset, bytes),
  UINT16: (buffer, offset, bytes) => new Uint16Array(buffer, offset, bytes / 2),
  UINT32: (buffer, offset, bytes) => new Uint32Array(buffer, offset, bytes / 4),
  UINT64: (buffer, offset, bytes) => new BigUint64Array(buffer, offset, bytes / 8),
  INT8: (buffer, offset, bytes) => new Int8Array(buffer, offset, bytes),
  INT16: (buffer, offset, bytes) => new Int16Array(buffer, offset, bytes / 2),
  INT32: (buffer, offset, bytes) => new Int32Array(buffer, offset, bytes / 4),
  INT64: (buffer, offset, bytes) => new BigInt64Array(buffer, offset, bytes / 8),
  FP16: (buffer, offset, bytes) => new Uint16Array(buffer, offset, bytes / 2),
  FP32: (buffer, offset, bytes) => new Float32Array(buffer, offset, bytes / 4),
  FP64: (buffer, offset, bytes) => new Float64Array(buffer, offset, bytes / 8),
};

/** Before each element its length and whether it is text: 32 bits, of which the highest is set for text. */
const textFlag = 0x8000_0000;

function packElements(elements: TensorData['BYTES']): Uint8Array {
  const contents = elements.map((element) => (typeof element === 'string' ? Buffer.from(element) : element));
  const packed = Buffer.allocUnsafe(contents.reduce((sum, { length }) => sum + 4 + length, 0));
  let offset = 0;
  for (const [i, content] of contents.entries()) {
    const flag = typeof elements[i] === 'string' ? textFlag : 0;
    offset = packed.writeUInt32LE((content.length | flag) >>> 0, offset);
    packed.set(content, offset);
    offset += content.length;
  }
  return packed;
}

function unpackElements(packed: Uint8Array): TensorData['BYTES'] {
  const view = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const elements: (string | Uint8Array)[] = [];
  for (let offset = 0; offset < view.length;) {
    const head = view.readUInt32LE(offset);
    const start = offset + 4;
    offset = start + (head & 0x7fff_ffff);
    elements.push(head >= textFlag ? view.toString('utf8', start, offset) : packed.slice(start, offset));
  }
  return elements;
}
