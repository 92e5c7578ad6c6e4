import type { FileHandle } from 'node:fs/promises';

/** Bytes that go to a file in blocks, each at its own place, while the next ones come. */
export interface BlockWriter {
  /** Taken so far, with what was there before. */
  readonly takenBytes: number;
  /** Takes the chunk itself, which must not change any more; what it returns, if anything, is to be awaited before the next. */
  take(chunk: Uint8Array): Promise<void> | undefined;
  /** Brings to the disk what has been taken until now; answers up to where the file is surely there. */
  sync(): Promise<number>;
  /** Resolves once nothing is being written any more, whatever became of it. */
  idle(): Promise<unknown>;
}

const blockBytes = 1 << 20;
/** Blocks on their way to the disk at once: more only take memory. */
const maxWriting = 8;

export function createBlockWriter(handle: FileHandle, fromBytes: number): BlockWriter {
  const writing = new Set<Promise<void>>();
  let block: Uint8Array[] = [];
  let filled = 0;
  let submittedBytes = fromBytes;
  let failure: unknown;

  const submit = (): void => {
    const done = writeWhole(handle, block, submittedBytes)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => {
        writing.delete(done);
      });
    writing.add(done);
    submittedBytes += filled;
    filled = 0;
    block = [];
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
    if (filled > 0) submit();
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
      block.push(chunk);
      filled += chunk.length;
      if (filled >= blockBytes) submit();
      return writing.size >= maxWriting || failure !== undefined ? room() : undefined;
    },
    sync,
    idle,
  };
}

async function writeWhole(handle: FileHandle, chunks: readonly Uint8Array[], position: number): Promise<void> {
  const wantedBytes = chunks.reduce((sum, { length }) => sum + length, 0);
  let { bytesWritten } = await handle.writev(chunks, position);
  if (bytesWritten === wantedBytes) return;
  // The disk took a part of it: the rest piece by piece, which says what is wrong, if anything is.
  const rest = Buffer.concat(chunks);
  while (bytesWritten < wantedBytes) {
    const left = rest.subarray(bytesWritten);
    bytesWritten += (await handle.write(left, 0, left.length, position + bytesWritten)).bytesWritten;
  }
}
