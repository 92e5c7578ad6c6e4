import type { Tensor } from '@harper-edge/contracts';

/** How many bytes `writeBinary` writes. */
export function binarySize({ datatype, data }: Tensor): number {
  return datatype === 'BYTES' ? data.reduce((sum, element) => sum + 4 + lengthOf(element), 0) : data.byteLength;
}

const lengthOf = (element: string | Uint8Array): number =>
  typeof element === 'string' ? Buffer.byteLength(element) : element.length;

/**
 * Writes the elements as `readBinary` reads them, from `offset` on; `target` must have room for `binarySize` bytes.
 * Returns the offset after them.
 */
export function writeBinary({ datatype, data }: Tensor, target: Buffer, offset: number): number {
  if (datatype !== 'BYTES') {
    target.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    return offset + data.byteLength;
  }
  return data.reduce((start, element) => {
    const from = target.writeUInt32LE(lengthOf(element), start);
    if (typeof element === 'string') return from + target.write(element, from);
    target.set(element, from);
    return from + element.length;
  }, offset);
}
