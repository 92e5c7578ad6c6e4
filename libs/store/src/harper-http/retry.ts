import { isEdgeError, type Rng } from '@harper-edge/contracts';

export interface RetryOptions {
  /** Tries after the first. */
  readonly retries: number;
  readonly rng: Rng;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Which failures another try may mend. */
export type Repeatable =
  /** The call may have been carried out, and doing it twice is doing it once. */
  | 'idempotent'
  /** Only when the call certainly did not reach the server. */
  | 'ifUnsent';

const firstDelayMs = 50;
const longestDelayMs = 5_000;

/**
 * Tries again after UNAVAILABLE and DEADLINE_EXCEEDED, waiting a uniformly random time below 50 ms, 100 ms, 200 ms and so on
 * ("full jitter", AWS Architecture Blog, 2015), or as long as the server asked for, at most 5 s.
 */
export async function withRetries<T>(
  call: () => Promise<T>,
  repeatable: Repeatable,
  options: RetryOptions,
): Promise<T> {
  const { retries, rng, sleep } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= retries || !isEdgeError(error) || !error.retryable) throw error;
      if (repeatable === 'ifUnsent' && error.facts['unsent'] !== true) throw error;
      const asked = error.facts['retryAfterSeconds'];
      const delayMs = typeof asked === 'number' ? asked * 1_000 : rng.next() * firstDelayMs * 2 ** attempt;
      await sleep(Math.min(delayMs, longestDelayMs));
    }
  }
}
