import type { Comparable } from '@harper-edge/contracts';
import { ByteWriter } from './byte-writer.ts';

/**
 * Keys of secondary indexes: field, value and id as bytes whose order is the order of the port: by field, then by value
 * within its type, then by id. With LMDB pages of 8 KiB the longest key the port allows fits.
 */

const booleanTag = 1;
const numberTag = 2;
const stringTag = 3;
const scratch = new ByteWriter(new ArrayBuffer(2_048));

/** The bytes every key of this field starts with. */
export const fieldPrefix = (field: string): Buffer => Buffer.from(`${field}\0`);

/** The bytes every key of this field and value starts with. */
export const valuePrefix = (field: string, value: Comparable): Buffer => indexKey(field, value, '');

export function indexKey(field: string, value: Comparable, id: string): Buffer {
  scratch.length = 0;
  writeIndexKey(scratch, field, { value, id });
  return Buffer.from(scratch.written());
}

export function writeIndexKey(out: ByteWriter, field: string, { value, id }: { value: Comparable; id: string }): void {
  out.utf8(field);
  out.byte(0);
  writeValue(out, value);
  out.utf8(id);
}

/** The id at the end of a key of this field. */
export function idOf(key: Buffer, field: string): string {
  const start = Buffer.byteLength(field) + 1;
  switch (key[start]) {
    case booleanTag:
      return key.toString('utf8', start + 2);
    case numberTag:
      return key.toString('utf8', start + 9);
    default:
      return key.toString('utf8', endOfString(key, start + 1));
  }
}

/** The first key after all that start with these bytes. */
export function after(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  let last = next.length - 1;
  while (next[last] === 0xff) last--;
  next[last] = (next[last] ?? 0) + 1;
  return next.subarray(0, last + 1);
}

function writeValue(out: ByteWriter, value: Comparable): void {
  if (typeof value === 'number') {
    out.byte(numberTag);
    writeNumber(out, value === 0 ? 0 : value);
  } else if (typeof value === 'string') {
    out.byte(stringTag);
    writeString(out, value);
  } else {
    out.byte(booleanTag);
    out.byte(value ? 1 : 0);
  }
}

/** IEEE 754 sorts as an integer once negative numbers are inverted and positive ones get their sign bit set. */
function writeNumber(out: ByteWriter, value: number): void {
  doubleView.setFloat64(0, value);
  const [high, low] = [doubleView.getUint32(0), doubleView.getUint32(4)];
  const isNegative = high >= 0x8000_0000;
  out.uint32(isNegative ? ~high : high + 0x8000_0000);
  out.uint32(isNegative ? ~low : low);
}
const doubleView = new DataView(new ArrayBuffer(8));

/** UTF-8 sorts by code point. A zero byte becomes 00 ff, so that 00 00 can end the string and sort before any longer one. */
function writeString(out: ByteWriter, value: string): void {
  if (value.includes('\0')) {
    for (const [i, part] of value.split('\0').entries()) {
      if (i > 0) out.uint16(0x00ff);
      out.utf8(part);
    }
  } else out.utf8(value);
  out.uint16(0);
}

function endOfString(key: Buffer, start: number): number {
  let zero = key.indexOf(0, start);
  while (key[zero + 1] === 0xff) zero = key.indexOf(0, zero + 2);
  return zero + 2;
}
