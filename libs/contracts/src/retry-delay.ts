import type { Rng } from './ports/rng.ts';

export interface RetryDelayOptions {
  readonly rng: Rng;
  /** Before the second try, milliseconds. */
  readonly initialMs: number;
  /** Longest wait, unless the other side asked for more. Default 5 minutes. */
  readonly maxMs?: number;
  /** What the other side asked for; never undercut. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * How long to wait after failure number `attempt`, from 1: `initialMs` doubled each time, of which half is random, so that
 * many callers who failed together do not come back together.
 */
export function retryDelayMs(
  attempt: number,
  { rng, initialMs, maxMs = 300_000, retryAfterMs = 0 }: RetryDelayOptions,
): number {
  const fullMs = Math.min(initialMs * 2 ** (attempt - 1), maxMs);
  return Math.ceil(Math.max(retryAfterMs, fullMs / 2 + (rng.next() * fullMs) / 2));
}
