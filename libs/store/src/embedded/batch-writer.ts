import { Worker } from 'node:worker_threads';
import type { Comparable, Row, TableDefinition } from '@harper-edge/contracts';
import type { RootDatabaseOptionsWithPath } from 'lmdb';
import { ByteWriter } from './byte-writer.ts';
import { watchForEnd } from './end-of-process.ts';
import { writeIndexKey } from './index-key.ts';
import { writeRow } from './row-encoder.ts';

/** Room for some hundred inference events. */
const memoryBytes = 524_288;
/** Memory kept for the batches to come. */
const spareMemories = 4;

export interface BatchWriter {
  /** Takes memory for the rows of a batch. */
  open(): ByteWriter;
  /** Writes what `addRow` put there, all or nothing; resolves once it is on the disk. The memory is then taken back. */
  write(table: string, rows: ByteWriter): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Has batches written by a thread of their own, which begins with the first one. */
export function createBatchWriter(environment: RootDatabaseOptionsWithPath): BatchWriter {
  const spare: ArrayBuffer[] = [];
  let thread: Thread | undefined;
  const current = (): Thread => {
    if (thread !== undefined) return thread;
    const started = startThread(environment, {
      onWritten: (memory) => {
        if (spare.length < spareMemories && memory.byteLength <= memoryBytes) spare.push(memory);
      },
      onEnd: () => {
        if (thread === started) thread = undefined;
      },
    });
    thread = started;
    return started;
  };
  return {
    open: () => new ByteWriter(spare.pop() ?? new ArrayBuffer(memoryBytes)),
    write: (table, { memory, length }) => current().write({ table, memory, length }),
    close: async () => thread?.close(),
  };
}

interface Batch {
  readonly table: string;
  readonly memory: ArrayBuffer;
  readonly length: number;
}

interface Thread {
  /** In the order of the calls. */
  write(batch: Batch): Promise<void>;
  close(): Promise<void>;
}

function startThread(
  environment: RootDatabaseOptionsWithPath,
  { onWritten, onEnd }: { readonly onWritten: (memory: ArrayBuffer) => void; readonly onEnd: () => void },
): Thread {
  const waiting: Waiting[] = [];
  const { state, forget } = watchForEnd();
  const workerData = { environment, state };
  const worker = new Worker(new URL('./batch-thread.mjs', import.meta.url), { workerData });
  worker.on('message', ({ memory, failure }: { readonly memory: ArrayBuffer; readonly failure?: string }) => {
    onWritten(memory);
    const written = waiting.shift();
    // Only what waits keeps the process alive.
    if (waiting.length === 0) worker.unref();
    if (failure === undefined) written?.resolve();
    else written?.reject(new Error(failure));
  });
  const end = (error: unknown): void => {
    onEnd();
    for (const one of waiting.splice(0)) one.reject(error);
  };
  worker.on('error', end);
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      forget();
      end(new Error('the thread that writes batches has ended'));
      resolve();
    });
  });
  return {
    write: (batch) =>
      new Promise((resolve, reject) => {
        worker.ref();
        waiting.push({ resolve, reject });
        worker.postMessage(batch, [batch.memory]);
      }),
    close: async () => {
      worker.ref();
      worker.postMessage('close');
      await ended;
    },
  };
}

/** Puts the writes that add a row, or nothing when it cannot be packed. */
export function addRow<R extends Row>(out: ByteWriter, row: R, definition: TableDefinition<R>): void {
  const start = out.length;
  try {
    putWrites(out, row, definition);
  } catch (error) {
    out.length = start;
    throw error;
  }
}

/** 0 and a key for the index, or 1, the id and the row; sizes in front of all three. */
function putWrites<R extends Row>(out: ByteWriter, row: R, { indexes }: TableDefinition<R>): void {
  for (const field of indexes) {
    const value: unknown = row[field];
    if (value === undefined || value === null) continue;
    out.byte(0);
    const key = sized(out);
    writeIndexKey(out, field, { value: value as Comparable, id: row.id });
    endSized(out, key);
  }
  out.byte(1);
  const id = sized(out);
  out.utf8(row.id);
  endSized(out, id);
  const value = sized(out);
  writeRow(out, row);
  endSized(out, value);
}

/** Leaves room for the size of what follows. */
function sized(out: ByteWriter): number {
  out.uint32(0);
  return out.length;
}

function endSized(out: ByteWriter, start: number): void {
  out.setUint32(start - 4, out.length - start);
}
