import { crc32, inflateRawSync } from 'node:zlib';
import { EdgeError } from '@harper-edge/contracts';
import { damaged, readName, type ArchiveEntry } from './archive-entry.ts';

const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
};
const unknown32 = 0xffffffff;

export function isZip(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const signature = viewOf(bytes).getUint32(0, true);
  return signature === signatures.local || signature === signatures.end;
}

/**
 * The entries of a zip archive, from its central directory. The checksum of each is verified when it is read.
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
 *
 * @throws EdgeError INVALID_MODEL when the directory is damaged, or an entry is encrypted or packed in a way other than deflate.
 */
export function* readZip(bytes: Uint8Array): Generator<ArchiveEntry> {
  const view = viewOf(bytes);
  try {
    const directory = findDirectory(view);
    let offset = directory.offset;
    for (let i = 0; i < directory.entries; i++) {
      const entry = readCentralHeader(bytes, view, offset);
      yield entry;
      offset = entry.end;
    }
  } catch (cause) {
    // DataView throws where an offset lies outside the bytes.
    throw cause instanceof RangeError ? damaged('zip', 'it was cut short', cause) : cause;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Directory {
  readonly offset: number;
  readonly entries: number;
}

function findDirectory(view: DataView): Directory {
  const longestComment = 0xffff;
  const first = Math.max(0, view.byteLength - 22 - longestComment);
  for (let at = view.byteLength - 22; at >= first; at--) {
    const ends = view.getUint32(at, true) === signatures.end;
    if (!ends || at + 22 + view.getUint16(at + 20, true) !== view.byteLength) continue;
    return (
      findDirectory64(view, at) ?? { entries: view.getUint16(at + 10, true), offset: view.getUint32(at + 16, true) }
    );
  }
  throw damaged('zip', 'its directory, which comes last, is missing');
}

function findDirectory64(view: DataView, end: number): Directory | undefined {
  if (end < 20 || view.getUint32(end - 20, true) !== signatures.locator64) return undefined;
  const at = Number(view.getBigUint64(end - 12, true));
  if (view.getUint32(at, true) !== signatures.end64) return undefined;
  return { entries: Number(view.getBigUint64(at + 32, true)), offset: Number(view.getBigUint64(at + 48, true)) };
}

function readCentralHeader(bytes: Uint8Array, view: DataView, at: number): ArchiveEntry & { readonly end: number } {
  if (view.getUint32(at, true) !== signatures.central) throw damaged('zip', 'its directory is not where it should be');
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const end = extraEnd + view.getUint16(at + 32, true);
  if (end > bytes.length) throw damaged('zip', 'it was cut short');
  const name = readName(bytes.subarray(at + 46, nameEnd));
  const [sizeBytes, packedBytes, offset] = withExtra64(view, { start: nameEnd, end: extraEnd }, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  const packed: PackedFile = {
    name,
    sizeBytes,
    packedBytes,
    offset,
    encrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    checksum: view.getUint32(at + 16, true),
  };
  const kind = kindOf(name, view.getUint32(at + 38, true) >>> 16);
  return { name, kind, sizeBytes, read: () => unpack(bytes, view, packed), end };
}

/** The numbers, each replaced by its 64-bit form in the extra fields where it did not fit 32 bits (section 4.5.3). */
function withExtra64(
  view: DataView,
  extra: { readonly start: number; readonly end: number },
  numbers: readonly [number, number, number],
): readonly [number, number, number] {
  for (let at = extra.start; at + 4 <= extra.end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    const read = (number: number): number => {
      if (number !== unknown32) return number;
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    };
    return [read(numbers[0]), read(numbers[1]), read(numbers[2])];
  }
  return numbers;
}

/** By the file mode that Unix tools leave; others leave 0. */
function kindOf(name: string, mode: number): ArchiveEntry['kind'] {
  switch (mode & 0o170000) {
    case 0:
    case 0o100000:
      return name.endsWith('/') ? 'directory' : 'file';
    case 0o040000:
      return 'directory';
    case 0o120000:
      return 'link';
    default:
      return 'special';
  }
}

interface PackedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  /** Of the header before the content. */
  readonly offset: number;
  readonly encrypted: boolean;
  readonly method: number;
  readonly checksum: number;
}

function unpack(bytes: Uint8Array, view: DataView, file: PackedFile): Uint8Array {
  const title = JSON.stringify(file.name);
  if (file.encrypted)
    throw new EdgeError('INVALID_MODEL', `the zip archive is encrypted (${title}); upload it without a password`);
  if (file.method !== 0 && file.method !== 8) {
    throw new EdgeError(
      'INVALID_MODEL',
      `${title} is packed with method ${file.method}; expected a zip archive with deflate or none`,
    );
  }
  const start = contentStart(view, file.offset);
  const packed = bytes.subarray(start, start + file.packedBytes);
  if (packed.length !== file.packedBytes) throw damaged('zip', 'it was cut short');
  const content = file.method === 0 ? packed : inflate(packed, file);
  if (content.length !== file.sizeBytes) {
    throw damaged('zip', `${title} has ${content.length} bytes where ${file.sizeBytes} are stated`);
  }
  if (crc32(content) !== file.checksum) throw damaged('zip', `the checksum of ${title} does not fit`);
  return content;
}

function contentStart(view: DataView, header: number): number {
  if (header + 30 > view.byteLength || view.getUint32(header, true) !== signatures.local) {
    throw damaged('zip', 'a file is not where its directory says');
  }
  return header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
}

/** Stops at the stated size, so that what was checked against the limit also holds while unpacking. */
function inflate(packed: Uint8Array, { name, sizeBytes }: PackedFile): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, sizeBytes) });
  } catch (cause) {
    const more = (cause as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw damaged(
      'zip',
      `${JSON.stringify(name)} ${more ? 'holds more bytes than are stated' : 'cannot be unpacked'}`,
      cause,
    );
  }
}
