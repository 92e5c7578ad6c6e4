import { damaged, readName, type ArchiveEntry } from './archive-entry.ts';

const block = 512;

export function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < block) return false;
  const header = bytes.subarray(0, block);
  return textOf(header, 257, 5) === 'ustar' || hasChecksum(header);
}

const kinds: Readonly<Record<string, ArchiveEntry['kind']>> = {
  '': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'link',
  '5': 'directory',
};

/** Headers that describe the entry after them (or none), rather than one of their own. */
const describing = new Set(['x', 'g', 'L', 'K']);

/** What headers before a file say of it, where its own header has no room. */
interface LongHeader {
  readonly name?: string;
  readonly sizeBytes?: number;
  readonly sparse?: boolean;
}

/**
 * The entries of a tar archive: the old format, POSIX ustar and pax, and long names of GNU tar. Contents are views of
 * `bytes`. Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
 *
 * @throws EdgeError INVALID_MODEL when a header is damaged or a content ends early.
 */
export function* readTar(bytes: Uint8Array): Generator<ArchiveEntry> {
  let long: LongHeader = {};
  for (let at = 0; at < bytes.length;) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return;
    if (header.length < block) throw damaged('tar', 'it was cut short');
    if (!hasChecksum(header)) throw damaged('tar', 'the checksum of a header does not fit');
    const type = textOf(header, 156, 1);
    const sizeBytes = (describing.has(type) ? undefined : long.sizeBytes) ?? readNumber(header.subarray(124, 136));
    const content = bytes.subarray(at + block, at + block + sizeBytes);
    if (content.length !== sizeBytes) throw damaged('tar', 'it was cut short');
    at += block + Math.ceil(sizeBytes / block) * block;
    if (type === 'x') long = { ...long, ...readExtendedHeader(content) };
    else if (type === 'L') long = { ...long, name: readName(untilNul(content)) };
    else if (!describing.has(type)) {
      yield entryOf(header, content, long);
      long = {};
    }
  }
}

function entryOf(header: Uint8Array, content: Uint8Array, long: LongHeader): ArchiveEntry {
  const name = long.name ?? shortName(header);
  const kind = long.sparse === true ? 'special' : (kinds[textOf(header, 156, 1)] ?? 'special');
  return {
    name,
    // The old format has no type for folders.
    kind: kind === 'file' && name.endsWith('/') ? 'directory' : kind,
    sizeBytes: content.length,
    read: () => content,
  };
}

/** POSIX splits long names; GNU tar uses those bytes for something else, and has a space after "ustar". */
function shortName(header: Uint8Array): string {
  const name = readName(untilNul(header.subarray(0, 100)));
  const prefix = textOf(header, 257, 6) === 'ustar' ? readName(untilNul(header.subarray(345, 500))) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** Records `<length> <key>=<value>\n`, the length counting the whole record in bytes. */
function readExtendedHeader(content: Uint8Array): LongHeader {
  const values = new Map<string, string>();
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const length = Number(textOf(content, at, Math.max(0, space - at)));
    const record = content.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    if (!Number.isInteger(length) || length < 5 || at + length > content.length || equals < 0) {
      throw damaged('tar', 'an extended header cannot be read');
    }
    values.set(readName(record.subarray(0, equals)), readName(record.subarray(equals + 1)));
    at += length;
  }
  const name = values.get('path');
  const size = values.get('size');
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw damaged('tar', 'an extended header states no valid size');
  return {
    ...(name !== undefined && { name }),
    ...(size !== undefined && { sizeBytes: Number(size) }),
    sparse: [...values.keys()].some((key) => key.startsWith('GNU.sparse.')),
  };
}

/** The sum of all bytes of the header, its own field counted as spaces. */
function hasChecksum(header: Uint8Array): boolean {
  const stated = /^ *([0-7]+)[ \0]*$/.exec(Buffer.from(header.subarray(148, 156)).toString('latin1'));
  if (stated === null) return false;
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  return Number.parseInt(stated[1] ?? '', 8) === sum;
}

/** Octal digits; or, with the highest bit set, a big-endian binary number, as GNU tar writes sizes from 8 GiB. */
function readNumber(field: Uint8Array): number {
  const [first = 0, ...rest] = field;
  if ((first & 0x80) !== 0) return rest.reduce((value, byte) => value * 256 + byte, first & 0x7f);
  const text = Buffer.from(field).toString('latin1').replaceAll('\0', ' ').trim();
  if (!/^[0-7]*$/.test(text)) throw damaged('tar', 'a header states no valid size');
  return text === '' ? 0 : Number.parseInt(text, 8);
}

function textOf(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(untilNul(bytes.subarray(start, start + length))).toString('latin1');
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}
