import type { Clock } from '../ports/clock.ts';

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still until it is advanced. */
export function createFakeClock(startMs = 1_700_000_000_000): FakeClock {
  let elapsedMs = 0;
  return {
    nowMs: () => startMs + Math.floor(elapsedMs),
    monotonicMs: () => elapsedMs,
    advance: (ms) => {
      elapsedMs += ms;
    },
  };
}
