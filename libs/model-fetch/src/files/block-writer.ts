import type { FileHandle } from 'node:fs/promises';

/** Bytes that go to a file in blocks, one after the other, while the next ones come. */
export interface BlockWriter {
  /** Taken so far, with what was there before. */
  readonly takenBytes: number;
  /** Takes the chunk itself, which must not change any more; what it returns, if anything, is to be awaited before the next. */
  take(chunk: Uint8Array): Promise<void> | undefined;
  /** Brings to the disk what has been taken until now; answers up to where the file is surely there. */
  sync(): Promise<number>;
  /** Resolves once nothing is being written any more, whatever became of it. */
  idle(): Promise<void>;
}

const blockBytes = 1 << 20;
/** Blocks on their way to the file at once: more only take memory. */
const maxWaiting = 8;
/** So much is not left for the end: the disk works while the next bytes come. */
const flushEveryBytes = 64 << 20;

type Handle = Pick<FileHandle, 'write' | 'writev' | 'datasync'>;

export function createBlockWriter(handle: Handle, fromBytes: number): BlockWriter {
  /** The blocks on their way, the oldest first. None of them rejects. */
  const waiting: Promise<void>[] = [];
  let block: Uint8Array[] = [];
  let filled = 0;
  let submittedBytes = fromBytes;
  let failure: unknown;

  const note = (error: unknown): void => {
    failure ??= error;
  };
  const checkFailure = (): void => {
    if (failure !== undefined) throw failure as Error;
  };
  const flush = createFlush(handle, note);
  const submit = (): void => {
    const [chunks, sizeBytes, position] = [block, filled, submittedBytes];
    const write = async (earlier: Promise<void> | undefined): Promise<void> => {
      await earlier;
      // Several at once would wait for each other in the system: a file has one lock.
      if (failure === undefined) await writeWhole(handle, chunks, position).catch(note);
      flush.add(sizeBytes);
      void waiting.shift();
    };
    waiting.push(write(waiting.at(-1)));
    submittedBytes += filled;
    filled = 0;
    block = [];
  };
  const room = async (): Promise<void> => {
    while (waiting.length >= maxWaiting) await waiting[0];
    checkFailure();
  };
  const idle = async (): Promise<void> => {
    await waiting.at(-1);
    await flush.end();
  };
  const sync = async (): Promise<number> => {
    if (filled > 0) submit();
    const sureBytes = submittedBytes;
    await idle();
    flush.begin();
    await flush.end();
    checkFailure();
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
      return waiting.length >= maxWaiting || failure !== undefined ? room() : undefined;
    },
    sync,
    idle,
  };
}

/**
 * Brings what is written to the disk, never twice at once: the system tells only once of a block that was lost, to whoever
 * asks first.
 */
function createFlush(handle: Handle, onError: (error: unknown) => void) {
  let running: Promise<void> | undefined;
  let leftBytes = 0;
  const flush = async (): Promise<void> => {
    leftBytes = 0;
    await handle.datasync().catch(onError);
    running = undefined;
  };
  const begin = (): void => {
    running ??= flush();
  };
  return {
    begin,
    /** Tells that so much has been written. */
    add: (sizeBytes: number): void => {
      leftBytes += sizeBytes;
      if (leftBytes >= flushEveryBytes) begin();
    },
    end: async (): Promise<void> => {
      while (running !== undefined) await running;
    },
  };
}

async function writeWhole(handle: Handle, chunks: readonly Uint8Array[], position: number): Promise<void> {
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
