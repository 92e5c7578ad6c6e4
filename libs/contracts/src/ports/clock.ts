export interface Clock {
  /** Wall time, milliseconds since 1970, UTC. May jump. */
  nowMs(): number;
  /** Milliseconds since some fixed moment, with a fraction. Never goes back: use it to measure durations. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
