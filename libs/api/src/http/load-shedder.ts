import type { Clock } from '@harper-edge/contracts';

export interface LoadShedder {
  /** Whether this request is taken; of those that are not, the answer is a refusal. */
  admits(): boolean;
}

const tickMs = 10;
/** How far behind the event loop may be: what has arrived has then waited about this long before anybody looked at it. */
const maxLagMs = 100;
const smallestShare = 0.05;

/**
 * Takes only a share of the requests while the event loop is behind: reading a request costs far more than refusing it,
 * and a host that reads all of them when there are too many answers none in time. The share is halved while the loop is
 * behind and grows by a fiftieth a tick while it is not (additive increase, multiplicative decrease).
 */
export function createLoadShedder(clock: Clock): LoadShedder {
  let share = 1;
  let credit = 0;
  let lastMs = clock.monotonicMs();
  const timer = setInterval(() => {
    const nowMs = clock.monotonicMs();
    const lagMs = nowMs - lastMs - tickMs;
    lastMs = nowMs;
    share = lagMs > maxLagMs ? Math.max(smallestShare, share / 2) : Math.min(1, share + 0.02);
  }, tickMs);
  // It alone keeps no process alive.
  timer.unref();
  return {
    admits: () => {
      if (share === 1) return true;
      credit += share;
      if (credit < 1) return false;
      credit -= 1;
      return true;
    },
  };
}
