import type { FileHandle } from 'node:fs/promises';

/** Bytes that go to a file in blocks, each at its own place, while the next ones come. */
export interface BlockWriter {
  /** Taken so far, with what was there before. */
  readonly takenBytes: number;
  /** Takes a copy; what it returns, if anything, is to be awaited before the next bytes. */
  take(chunk: Uint8Array): Promise<void> | undefined;
  /** Brings whole blocks to the disk; answers up to where the file is surely there. */
  sync(): Promise<number>;
  /** Brings all to the disk; answers up to where the file is surely there. */
  flush(): Promise<number>;
  /** Resolves once nothing is being written any more, whatever became of it. */
  idle(): Promise<unknown>;
}

const blockBytes = 1 << 20;
/** Blocks on their way to the disk at once: more only take memory. */
const maxWriting = 8;

export function createBlockWriter(handle: FileHandle, fromBytes: number): BlockWriter {
  const free: Uint8Array<ArrayBuffer>[] = [];
  const writing = new Set<Promise<void>>();
  let block: Uint8Array<ArrayBuffer> = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  let submittedBytes = fromBytes;
  let failure: unknown;

  const submit = (): void => {
    const [bytes, length, position] = [block, filled, submittedBytes];
    submittedBytes += length;
    filled = 0;
    block = free.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
    const done = writeWhole(handle, bytes.subarray(0, length), position)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => {
        free.push(bytes);
        writing.delete(done);
      });
    writing.add(done);
  };
  const checkFailure = (): void => {
    if (failure !== undefined) throw failure as Error;
  };
  const room = async (): Promise<void> => {
    while (writing.size >= maxWriting) await Promise.race(writing);
    checkFailure();
  };
  const idle = (): Promise<unknown> => Promise.all(writing);
  const sync = async (): Promise<number> => {
    const sureBytes = submittedBytes;
    await idle().then(checkFailure);
    await handle.datasync();
    return sureBytes;
  };
  return {
    get takenBytes() {
      return submittedBytes + filled;
    },
    take: (chunk) => {
      for (let taken = 0; taken < chunk.length;) {
        const count = Math.min(blockBytes - filled, chunk.length - taken);
        block.set(chunk.subarray(taken, taken + count), filled);
        filled += count;
        taken += count;
        if (filled === blockBytes) submit();
      }
      return writing.size >= maxWriting || failure !== undefined ? room() : undefined;
    },
    sync,
    flush: () => {
      if (filled > 0) submit();
      return sync();
    },
    idle,
  };
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
