import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** One field of a protobuf message, as it lies in the bytes. */
export interface WireField {
  readonly number: number;
  /** Offsets in the message, of the tag's first byte and after the last byte. */
  readonly start: number;
  readonly end: number;
  /** The value without tag and length: a view, not a copy. */
  readonly content: Uint8Array;
}

/**
 * The fields of a protobuf message that have one of the wanted numbers, in file order. The others are stepped over unread,
 * so the cost does not depend on the size of weights.
 *
 * @throws RangeError when the bytes end early or are no protobuf.
 */
export function readFields(message: Uint8Array, wanted: Iterable<number>): WireField[] {
  const numbers = new Set(wanted);
  const reader = new BinaryReader(message);
  const fields: WireField[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = readTag(reader);
    const contentStart = stepOver(reader, number, wireType);
    if (reader.pos > reader.len) {
      throw new RangeError(`a field needs ${reader.pos - reader.len} more bytes than there are`);
    }
    if (!numbers.has(number)) continue;
    fields.push({ number, start, end: reader.pos, content: message.subarray(contentStart, reader.pos) });
  }
  return fields;
}

/** The last field of that number as text; the empty text where there is none. */
export function readText(message: Uint8Array, number: number): string {
  return textOf(readFields(message, [number]).at(-1));
}

export function textOf(field: WireField | undefined): string {
  return field === undefined ? '' : new TextDecoder().decode(field.content);
}

/** All integers of the fields of that number, packed or not. */
export function readIntegers(message: Uint8Array, number: number): bigint[] {
  return readFields(message, [number]).flatMap(({ content }) => {
    const reader = new BinaryReader(content);
    const values: bigint[] = [];
    while (reader.pos < reader.len) values.push(BigInt(reader.int64()));
    return values;
  });
}

function readTag(reader: BinaryReader): [number, WireType] {
  try {
    return reader.tag();
  } catch (cause) {
    throw new RangeError('a field has an invalid tag', { cause });
  }
}

/** Moves to the end of the field's value and returns where it starts. */
function stepOver(reader: BinaryReader, number: number, wireType: WireType): number {
  switch (wireType) {
    case WireType.LengthDelimited: {
      const length = reader.uint32();
      const contentStart = reader.pos;
      reader.pos += length;
      return contentStart;
    }
    case WireType.Bit32:
    case WireType.Bit64: {
      const contentStart = reader.pos;
      reader.pos += wireType === WireType.Bit32 ? 4 : 8;
      return contentStart;
    }
    default: {
      const contentStart = reader.pos;
      reader.skip(wireType, number);
      return contentStart;
    }
  }
}
