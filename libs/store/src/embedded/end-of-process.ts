import process from 'node:process';

/** What the thread says of itself in shared memory, and is told; `batch-thread.mjs` has them too. */
const [idle, writing, ended] = [0, 1, 2];
/** Far longer than a batch takes. */
const patienceMs = 3_000;

const states = new Set<Int32Array>();
let isListening = false;

/**
 * A thread that a process ends in the middle of a transaction leaves LMDB locked, and the process waits for it forever:
 * therefore the end of the process waits until the thread is between two of them, where it then stays.
 *
 * @returns shared memory of one number for the thread, and how to say that it has ended
 */
export function watchForEnd(): { readonly state: Int32Array; readonly forget: () => void } {
  const state = new Int32Array(new SharedArrayBuffer(4));
  // Until it has opened its files.
  state[0] = writing;
  states.add(state);
  if (!isListening) process.on('exit', endAll);
  isListening = true;
  return { state, forget: () => states.delete(state) };
}

function endAll(): void {
  for (const state of states) {
    while (Atomics.compareExchange(state, 0, idle, ended) === writing) {
      if (Atomics.wait(state, 0, writing, patienceMs) === 'timed-out') break;
    }
  }
}
