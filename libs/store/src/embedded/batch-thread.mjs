// The thread that carries out the writes of batches: putting a row and its index keys takes LMDB longer than a prediction
// should have to wait. Sent memory holds one write after another as `batch-writer.ts` makes them; it is sent back.
import { parentPort, workerData } from 'node:worker_threads';
import { open } from 'lmdb';

/** @typedef {{ table: string, memory: ArrayBuffer, length: number }} Batch */

/** @type {{ environment: import('lmdb').RootDatabaseOptionsWithPath, state: Int32Array }} */
const { environment: options, state } = workerData;
const environment = open(options);
/** What `end-of-process.ts` is told, and tells. */
const [idle, writing] = [0, 1];
const rest = () => {
  Atomics.store(state, 0, idle);
  Atomics.notify(state, 0);
};
rest();
const nothing = Buffer.alloc(0);
/** @type {Map<string, { rows: import('lmdb').Database, index: import('lmdb').Database }>} */
const tables = new Map();

/** @param {string} name */
function filesOf(name) {
  const found = tables.get(name);
  if (found !== undefined) return found;
  const files = {
    rows: environment.openDB({ name: `rows/${name}`, encoding: 'binary' }),
    index: environment.openDB({ name: `index/${name}`, keyEncoding: 'binary', encoding: 'binary' }),
  };
  tables.set(name, files);
  return files;
}

/** @param {Batch} batch */
function write({ table, memory, length }) {
  const { rows, index } = filesOf(table);
  const bytes = Buffer.from(memory, 0, length);
  let at = 0;
  const next = () => {
    const start = at + 4;
    at = start + bytes.readUInt32BE(at);
    return bytes.subarray(start, at);
  };
  // Not a synchronous transaction, which holds up the predictions of the other thread more.
  return environment.batch(() => {
    while (at < length) {
      const isRow = bytes[at++] === 1;
      const key = next();
      if (isRow) void rows.put(key.toString(), next());
      else void index.put(key, nothing);
    }
  });
}

/** @param {Batch | 'close'} message */
async function handle(message) {
  if (message === 'close') {
    // The end of the thread closes its environment; a process that ends while `close` is under way would be aborted.
    parentPort?.close();
    return;
  }
  // The process is ending.
  if (Atomics.compareExchange(state, 0, idle, writing) !== idle) return;
  let failure;
  try {
    await write(message);
  } catch (error) {
    // Only its text: errors of LMDB hold what cannot be sent.
    failure = String(error);
  }
  rest();
  parentPort?.postMessage({ memory: message.memory, failure }, [message.memory]);
}

let handled = Promise.resolve();
parentPort?.on('message', (message) => {
  handled = handled.then(() => handle(message));
});
