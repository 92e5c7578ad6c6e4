import type { Comparable } from '@harper-edge/contracts';

/**
 * Keys of secondary indexes: field, value and id as bytes whose order is the order of the port: by field, then by value
 * within its type, then by id. With LMDB pages of 8 KiB the longest key the port allows fits.
 */

const booleanTag = 1;
const numberTag = 2;
const stringTag = 3;
const stringMark = String.fromCharCode(stringTag);
const escapedZero = Buffer.from([0, 0xff]);

/** The bytes every key of this field starts with. */
export const fieldPrefix = (field: string): Buffer => Buffer.from(`${field}\0`);

/** The bytes every key of this field and value starts with. */
export const valuePrefix = (field: string, value: Comparable): Buffer =>
  Buffer.concat([fieldPrefix(field), encodeValue(value)]);

export function indexKey(field: string, value: Comparable, id: string): Buffer {
  if (typeof value === 'string' && isPlain(field) && isPlain(value) && isPlain(id)) {
    return Buffer.from(`${field}\0${stringMark}${value}\0\0${id}`, 'latin1');
  }
  if (typeof value === 'number' && isPlain(field) && isPlain(id)) {
    const key = Buffer.allocUnsafe(field.length + 10 + id.length);
    key.write(`${field}\0`, 0, 'latin1');
    writeNumber(key, field.length + 1, value);
    key.write(id, field.length + 10, 'latin1');
    return key;
  }
  return Buffer.concat([valuePrefix(field, value), Buffer.from(id)]);
}

/** Whether the key has the same bytes in Latin-1 as in UTF-8, and nothing to escape: most have, and are made in one go. */
const isPlain = (part: string): boolean => /^[\x01-\x7f]*$/.test(part);

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

function encodeValue(value: Comparable): Buffer {
  if (typeof value === 'boolean') return Buffer.from([booleanTag, value ? 1 : 0]);
  return typeof value === 'number' ? encodeNumber(value) : encodeString(value);
}

function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(9);
  writeNumber(bytes, 0, value);
  return bytes;
}

/** IEEE 754 sorts as an integer once negative numbers are inverted and positive ones get their sign bit set. */
function writeNumber(bytes: Buffer, offset: number, value: number): void {
  bytes[offset] = numberTag;
  const start = offset + 1;
  bytes.writeDoubleBE(value === 0 ? 0 : value, start);
  const isNegative = ((bytes[start] ?? 0) & 0x80) !== 0;
  if (!isNegative) bytes[start] = (bytes[start] ?? 0) | 0x80;
  else for (let i = start; i < start + 8; i++) bytes[i] = ~(bytes[i] ?? 0);
}

/** UTF-8 sorts by code point. A zero byte becomes 00 ff, so that 00 00 can end the string and sort before any longer one. */
function encodeString(value: string): Buffer {
  const parts = value.split('\0').flatMap((part, i) => (i === 0 ? [part] : [escapedZero, part]));
  const bytes = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  return Buffer.concat([Buffer.from([stringTag]), ...bytes, Buffer.from([0, 0])]);
}

function endOfString(key: Buffer, start: number): number {
  let zero = key.indexOf(0, start);
  while (key[zero + 1] === 0xff) zero = key.indexOf(0, zero + 2);
  return zero + 2;
}
