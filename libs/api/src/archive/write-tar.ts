import { EdgeError } from '@harper-edge/contracts';
import { checkFileName } from './check-file-name.ts';

export interface TarFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Opened when its turn comes. */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
}

const blockBytes = 512;
/** Readers of tapes want whole records. */
const recordBytes = 20 * blockBytes;

/**
 * A ustar archive, piece by piece. Its bytes depend on names and contents only: sorted names, time 0. Names are checked
 * before the first piece, lengths when a content has ended.
 *
 * @throws EdgeError INVALID_INPUT on a name given twice or one that an archive cannot hold; UNAVAILABLE when a content is not
 *   as long as stated
 */
export async function* writeTar(files: readonly TarFile[]): AsyncGenerator<Uint8Array> {
  const byName = new Map<string, TarFile>();
  for (const file of files) {
    if (byName.has(checkFileName(file.name)))
      throw new EdgeError('INVALID_INPUT', `files: expected each name once, received "${file.name}" twice`);
    byName.set(file.name, file);
  }
  let writtenBytes = 0;
  for (const file of [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    yield header(file);
    yield* content(file);
    const padding = -file.sizeBytes & (blockBytes - 1);
    yield new Uint8Array(padding);
    writtenBytes += blockBytes + file.sizeBytes + padding;
  }
  yield new Uint8Array((recordBytes - (writtenBytes % recordBytes)) % recordBytes);
}

async function* content({ name, sizeBytes, open }: TarFile): AsyncGenerator<Uint8Array> {
  let seenBytes = 0;
  for await (const chunk of await open()) {
    seenBytes += chunk.length;
    yield chunk;
  }
  if (seenBytes === sizeBytes) return;
  const expected = `"${name}": expected ${sizeBytes} bytes, the store gave ${seenBytes}; upload the model again`;
  throw new EdgeError('UNAVAILABLE', expected);
}

/** Of a plain file that everybody may read and nobody owns. */
function header({ name, sizeBytes }: TarFile): Uint8Array {
  const block = Buffer.alloc(blockBytes);
  block.write(name, 0);
  block.write('0000644', 100);
  block.write('0000000', 108);
  block.write('0000000', 116);
  block.write(octal(sizeBytes, 11), 124);
  block.write(octal(0, 11), 136);
  block.write('0', 156);
  block.write('ustar\u000000', 257);
  // The checksum counts its own field as eight spaces.
  const sum = block.reduce((total, byte) => total + byte, 8 * 0x20);
  block.write(octal(sum, 0), 148);
  return block;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
