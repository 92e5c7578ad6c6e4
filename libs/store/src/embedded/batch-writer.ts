import { Worker } from 'node:worker_threads';
import type { Comparable, Row, TableDefinition } from '@harper-edge/contracts';
import type { RootDatabaseOptionsWithPath } from 'lmdb';
import { ByteWriter } from './byte-writer.ts';
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
  const waiting: Waiting[] = [];
  let thread: Worker | undefined;

  const startThread = (): Worker => {
    const started = new Worker(new URL('./batch-thread.mjs', import.meta.url), { workerData: environment });
    started.on('message', ({ memory, error }: { readonly memory: ArrayBuffer; readonly error: unknown }) => {
      if (spare.length < spareMemories && memory.byteLength <= memoryBytes) spare.push(memory);
      const written = waiting.shift();
      // Only what waits keeps the process alive.
      if (waiting.length === 0) started.unref();
      if (error === undefined) written?.resolve();
      else written?.reject(error);
    });
    const onEnd = (error: unknown): void => {
      if (thread === started) thread = undefined;
      for (const one of waiting.splice(0)) one.reject(error);
    };
    started.on('error', onEnd);
    started.on('exit', () => {
      onEnd(new Error('the thread that writes batches has ended'));
    });
    return started;
  };

  return {
    open: () => new ByteWriter(spare.pop() ?? new ArrayBuffer(memoryBytes)),
    write: (table, { memory, length }) =>
      new Promise((resolve, reject) => {
        thread ??= startThread();
        thread.ref();
        waiting.push({ resolve, reject });
        thread.postMessage({ table, memory, length }, [memory]);
      }),
    close: async () => {
      const ending = thread;
      if (ending === undefined) return;
      const ended = new Promise((resolve) => ending.once('exit', resolve));
      ending.postMessage('close');
      await ended;
    },
  };
}

/** Puts the writes that add a row: 0 and a key for the index, or 1, the id and the row; sizes in front of all three. */
export function addRow<R extends Row>(out: ByteWriter, row: R, { indexes }: TableDefinition<R>): void {
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
