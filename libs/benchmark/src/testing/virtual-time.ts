import type { Clock } from '@harper-edge/contracts';
import type { Sleep } from '../run-load.ts';

export interface VirtualTime {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Lets time pass, from one sleeper to the next, until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

/** Steps of promises that may lie between a sleeper's waking and whatever it does next. */
const turns = 40;

/** A clock that jumps to the next sleeper whenever everybody sleeps, so that hours are simulated in milliseconds. */
export function createVirtualTime(): VirtualTime {
  let nowMs = 0;
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    clock: { nowMs: () => 1_700_000_000_000 + Math.floor(nowMs), monotonicMs: () => nowMs },
    sleep: (ms) =>
      new Promise((wake) => {
        const atMs = nowMs + ms;
        const later = sleepers.findIndex((sleeper) => sleeper.atMs > atMs);
        sleepers.splice(later === -1 ? sleepers.length : later, 0, { atMs, wake });
      }),
    run: async (work) => {
      let done = false;
      const ended = (): void => {
        done = true;
      };
      work.then(ended, ended);
      for (;;) {
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the work sets it meanwhile
        if (done) return work;
        const [next, ...rest] = sleepers;
        if (next === undefined) throw new Error('everybody waits for ever');
        sleepers = rest;
        nowMs = next.atMs;
        next.wake();
      }
    },
  };
}
