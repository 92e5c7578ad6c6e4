import { setTimeout as delay } from 'node:timers/promises';
import { EdgeError, isEdgeError, type Clock } from '@harper-edge/contracts';

export interface RateLimit {
  /** Waits for the caller's turn. @throws EdgeError UNAVAILABLE, see `isPaused`, while the other side has asked for a pause */
  take(signal?: AbortSignal): Promise<void>;
  /** As long no call is let through. Milliseconds. */
  pause(ms: number): void;
}

export interface RateLimitOptions {
  readonly clock: Clock;
  /** Default 10, in bursts of as many. */
  readonly perSecond?: number;
}

/** Spaces calls out evenly once a second's worth of them has come at once. */
export function createRateLimit({ clock, perSecond = 10 }: RateLimitOptions): RateLimit {
  const stepMs = 1_000 / perSecond;
  /** When the bucket would be empty: the time up to which calls have been given out. */
  let givenUntilMs = -Infinity;
  let pausedUntilMs = -Infinity;
  return {
    take: async (signal) => {
      const nowMs = clock.monotonicMs();
      if (pausedUntilMs > nowMs) {
        const retryAfterMs = Math.ceil(pausedUntilMs - nowMs);
        throw new EdgeError('UNAVAILABLE', 'the source has asked not to be called for a while', {
          retryAfterMs,
          retryAfterSeconds: Math.ceil(retryAfterMs / 1_000),
          isPaused: true,
        });
      }
      givenUntilMs = Math.max(givenUntilMs, nowMs - 1_000) + stepMs;
      if (givenUntilMs > nowMs) await delay(givenUntilMs - nowMs, undefined, signal && { signal });
    },
    pause: (ms) => {
      pausedUntilMs = Math.max(pausedUntilMs, clock.monotonicMs() + ms);
    },
  };
}

/** Whether nobody was asked, because the other side had asked for a pause before. */
export const isPaused = (error: unknown): boolean => isEdgeError(error) && error.facts['isPaused'] === true;
