import { EdgeError, type Clock } from '@harper-edge/contracts';

/** One attempt that was let through. The first of its calls counts, the others do nothing. */
export interface Passage {
  succeed(): void;
  fail(): void;
  /** Neither: it ended for a reason that says nothing of the other side. */
  leave(): void;
}

export interface CircuitBreaker {
  /** @throws EdgeError UNAVAILABLE with `retryAfterSeconds` while it is open, or its one trial is under way */
  enter(): Passage;
}

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Failures in a row that open it. Default 5. */
  readonly maxFailures?: number;
  /** How long it stays open. Default 10,000. */
  readonly openMs?: number;
}

/**
 * Spares a server that does not answer, and those who would wait for it. Closed: everybody passes, until `maxFailures` fail
 * in a row. Open: nobody passes for `openMs`. Then half-open: one passes; its success closes, its failure opens again. What
 * began before the last change of state says nothing any more.
 */
export function createCircuitBreaker({
  clock,
  maxFailures = 5,
  openMs = 10_000,
}: CircuitBreakerOptions): CircuitBreaker {
  let failures = 0;
  let openUntilMs: number | undefined;
  let hasTrial = false;
  let era = 0;

  const open = (): void => {
    openUntilMs = clock.monotonicMs() + openMs;
    era++;
  };
  const close = (): void => {
    openUntilMs = undefined;
    era++;
  };
  const settleTrial = (outcome: Outcome): void => {
    hasTrial = false;
    if (outcome === 'success') close();
    if (outcome === 'failure') open();
    failures = 0;
  };
  const settle = (outcome: Outcome): void => {
    if (outcome === 'success') failures = 0;
    if (outcome === 'failure' && ++failures >= maxFailures) open();
  };

  return {
    enter: () => {
      const isTrial = openUntilMs !== undefined;
      const leftMs = (openUntilMs ?? 0) - clock.monotonicMs();
      if (isTrial && (leftMs > 0 || hasTrial)) throw resting(leftMs);
      if (isTrial) hasTrial = true;
      return createPassage((outcome, began) => {
        if (began !== era) return;
        if (isTrial) settleTrial(outcome);
        else settle(outcome);
      }, era);
    },
  };
}

type Outcome = 'success' | 'failure' | 'neither';

function createPassage(settle: (outcome: Outcome, era: number) => void, era: number): Passage {
  let isSettled = false;
  const once = (outcome: Outcome) => (): void => {
    if (!isSettled) settle(outcome, era);
    isSettled = true;
  };
  return { succeed: once('success'), fail: once('failure'), leave: once('neither') };
}

const resting = (leftMs: number): EdgeError =>
  new EdgeError('UNAVAILABLE', 'the upstream has not answered again and again, and is left alone for a moment', {
    retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1_000)),
  });
