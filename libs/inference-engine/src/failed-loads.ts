import { isEdgeError, type Clock } from '@harper-edge/contracts';

/** Remembers for a moment why a model could not be loaded, so that callers who insist do not have it tried each time. */
export interface FailedLoads {
  /** Failures that would only repeat themselves are kept; any other is forgotten at once. */
  remember(key: string, error: unknown): void;
  /** @throws the failure remembered */
  check(key: string): void;
  forgetOld(): void;
}

export function createFailedLoads({
  failureMs,
  clock,
}: {
  readonly failureMs: number;
  readonly clock: Clock;
}): FailedLoads {
  const failures = new Map<string, { readonly error: unknown; readonly untilMs: number }>();
  return {
    remember: (key, error) => {
      if (isEdgeError(error) && error.retryable) return;
      failures.set(key, { error, untilMs: clock.monotonicMs() + failureMs });
    },
    check: (key) => {
      const failure = failures.get(key);
      if (failure !== undefined && clock.monotonicMs() < failure.untilMs) throw failure.error;
    },
    forgetOld: () => {
      const nowMs = clock.monotonicMs();
      for (const [key, { untilMs }] of failures) if (untilMs <= nowMs) failures.delete(key);
    },
  };
}
