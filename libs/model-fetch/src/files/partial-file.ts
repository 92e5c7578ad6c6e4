import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { createBlockWriter } from './block-writer.ts';

export interface FileDigest {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A file that grows, hashed while it does. */
export interface PartialFile {
  /** Bytes taken so far. */
  readonly sizeBytes: number;
  /** Takes the next bytes, which must not change any more; what it returns, if anything, is to be awaited before the next ones. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** How many bytes, from the start, are surely on the disk now. */
  sync(): Promise<number>;
  /** Brings all to the disk and closes the file. */
  finish(): Promise<FileDigest>;
  /** Brings to the disk what has come and closes the file; answers how many bytes are surely there. */
  stop(): Promise<number>;
}

/**
 * Opens a file to write it from `fromBytes` on, having read what comes before; 0 begins a new file. Blocks are written while
 * the next bytes come, each at its own place.
 *
 * @throws as the file system does
 */
export async function openPartialFile(path: string, fromBytes = 0): Promise<PartialFile> {
  const handle = await open(path, fromBytes === 0 ? 'wx+' : 'r+');
  const hash = createHash('sha256');
  try {
    if (fromBytes > 0) {
      await hashStart(handle, fromBytes, hash);
      await handle.truncate(fromBytes);
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return createWriter(handle, { hash, fromBytes });
}

type Hash = ReturnType<typeof createHash>;

async function hashStart(handle: FileHandle, sizeBytes: number, hash: Hash): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(sizeBytes, 1 << 20));
  for (let position = 0; position < sizeBytes;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, sizeBytes - position), position);
    if (bytesRead === 0) throw new Error('the file is shorter than it was');
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

function createWriter(
  handle: FileHandle,
  { hash, fromBytes }: { readonly hash: Hash; readonly fromBytes: number },
): PartialFile {
  const blocks = createBlockWriter(handle, fromBytes);
  const stop = async (): Promise<number> => {
    try {
      return await blocks.sync();
    } finally {
      await blocks.idle();
      await handle.close();
    }
  };
  return {
    get sizeBytes() {
      return blocks.takenBytes;
    },
    write: (chunk) => {
      hash.update(chunk);
      return blocks.take(chunk);
    },
    sync: blocks.sync,
    finish: async () => ({ sizeBytes: await stop(), sha256: hash.digest('hex') }),
    stop,
  };
}
