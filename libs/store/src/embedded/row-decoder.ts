import { memberNames } from './member-names.ts';

/** Of MessagePack's extensions: typed arrays, as msgpackr has them, and the numbers of two of their types. */
export const typedArray = 0x74;
export const float32Type = 7;
export const float64Type = 8;

let bytes: Buffer = Buffer.alloc(0);
let view: DataView = new DataView(new ArrayBuffer(0));
let at = 0;
/**
 * Names of members in the order they were met in the row before. Rows of a table are alike, so that nearly always the next
 * name is here already and no text has to be made.
 */
const names: string[] = [];
let named = 0;

/**
 * The value that a MessagePack document from the beginning of the buffer holds: of all that JSON has, and lists of numbers
 * that were written as typed arrays. Twice as fast as msgpackr for an inference event.
 *
 * @throws Error on what is no such document
 */
export function decodeRow(row: Buffer): unknown {
  if (view.buffer !== row.buffer) view = new DataView(row.buffer);
  bytes = row;
  at = 0;
  named = 0;
  return readValue();
}

function readValue(): unknown {
  const format = bytes[at++] as number;
  if (format < 0x80) return format;
  if (format < 0x90) return readMembers(format & 0xf);
  if (format < 0xa0) return readList(format & 0xf);
  if (format < 0xc0) return readText(format & 0x1f);
  if (format >= 0xe0) return format - 0x100;
  return readFormat(format);
}

function readFormat(format: number): unknown {
  switch (format) {
    case 0xc0:
      return null;
    case 0xc2:
      return false;
    case 0xc3:
      return true;
    case 0xca:
      return view.getFloat32(skip(4));
    case 0xcb:
      return view.getFloat64(skip(8));
    case 0xd0:
      return view.getInt8(skip(1));
    case 0xd1:
      return view.getInt16(skip(2));
    case 0xd2:
      return view.getInt32(skip(4));
    case 0xd3:
      return Number(view.getBigInt64(skip(8)));
    case 0xcf:
      return Number(view.getBigUint64(skip(8)));
    case 0xc9:
      return readNumbers();
    default:
      return readCounted(format);
  }
}

/** What begins with a number of 1, 2 or 4 bytes. */
function readCounted(format: number): unknown {
  switch (format) {
    case 0xcc:
      return view.getUint8(skip(1));
    case 0xcd:
      return view.getUint16(skip(2));
    case 0xce:
      return view.getUint32(skip(4));
    case 0xd9:
      return readText(view.getUint8(skip(1)));
    case 0xda:
      return readText(view.getUint16(skip(2)));
    case 0xdb:
      return readText(view.getUint32(skip(4)));
    case 0xdc:
      return readList(view.getUint16(skip(2)));
    case 0xdd:
      return readList(view.getUint32(skip(4)));
    case 0xde:
      return readMembers(view.getUint16(skip(2)));
    case 0xdf:
      return readMembers(view.getUint32(skip(4)));
    default:
      throw new Error(`a row with a value of format ${format}, which this version does not know`);
  }
}

/** Where in the view the next bytes are, which are then behind us. */
function skip(count: number): number {
  const start = bytes.byteOffset + at;
  at += count;
  return start;
}

function readText(length: number): string {
  const start = at;
  at += length;
  return bytes.toString('utf8', start, at);
}

function readMembers(count: number): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) {
    const name = readName();
    members[name] = readValue();
  }
  return members;
}

function readName(): string {
  const known = memberNames[bytes[at] as number];
  if (known !== undefined) {
    at++;
    return known;
  }
  const place = named++;
  const likely = names[place];
  if (likely !== undefined && isNext(likely)) return likely;
  const name = readValue() as string;
  if (place < maxNames) names[place] = name;
  return name;
}
/** A row of thousands of names is not like the next one. */
const maxNames = 200;

/** Whether the next value is this short text, which then is behind us. */
function isNext(text: string): boolean {
  const { length } = text;
  if (length >= 0x20 || bytes[at] !== (0xa0 | length)) return false;
  for (let i = 0; i < length; i++) if (bytes[at + 1 + i] !== text.charCodeAt(i)) return false;
  at += 1 + length;
  return true;
}

function readList(length: number): unknown[] {
  const list: unknown[] = [];
  for (let i = 0; i < length; i++) list.push(readValue());
  return list;
}

function readNumbers(): number[] {
  const length = view.getUint32(skip(4)) - 1;
  const [extension, type] = [bytes[at++], bytes[at++]];
  if (extension !== typedArray || (type !== float32Type && type !== float64Type))
    throw new Error(`a row with an extension of type ${extension}, which this version does not know`);
  const numbers: number[] = [];
  const end = skip(length) + length;
  if (type === float32Type) for (let i = end - length; i < end; i += 4) numbers.push(view.getFloat32(i, true));
  else for (let i = end - length; i < end; i += 8) numbers.push(view.getFloat64(i, true));
  return numbers;
}
