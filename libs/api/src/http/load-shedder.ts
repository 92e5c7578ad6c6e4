import { EdgeError, type Clock } from '@harper-edge/contracts';

export interface LoadShedder {
  /**
   * A request begins; `leave` must follow once it is answered.
   * @throws EdgeError UNAVAILABLE when the host is too busy to take it; then nothing must follow
   */
  enter(): void;
  leave(): void;
}

const tickMs = 10;
/** How far behind the event loop may be: what has arrived has then waited about this long before anybody looked at it. */
const maxLagMs = 100;
const smallestShare = 0.05;
/** Fewer requests under way are no flood, whatever keeps the event loop from its work. */
const fewRequests = 256;
/** So many ticks in a row: one long turn, as at a start or of one large request, is no flood either. */
const ticksBehind = 3;

/**
 * Takes only a share of the requests while the event loop is behind: reading a request costs far more than refusing it,
 * and a host that reads all of them when there are too many answers none in time. The share is halved while the loop is
 * behind and grows by a fiftieth a tick while it is not (additive increase, multiplicative decrease).
 */
export function createLoadShedder(clock: Clock): LoadShedder {
  let share = 1;
  let credit = 0;
  let behind = 0;
  let lastMs = clock.monotonicMs();
  const timer = setInterval(() => {
    const nowMs = clock.monotonicMs();
    const lagMs = nowMs - lastMs - tickMs;
    lastMs = nowMs;
    behind = lagMs > maxLagMs ? behind + 1 : 0;
    share = behind >= ticksBehind ? Math.max(smallestShare, share / 2) : Math.min(1, share + 0.02);
  }, tickMs);
  // It alone keeps no process alive.
  timer.unref();
  let running = 0;
  const isAdmitted = (): boolean => {
    if (share === 1 || running < fewRequests) return true;
    credit += share;
    if (credit < 1) return false;
    credit -= 1;
    return true;
  };
  return {
    enter: () => {
      if (!isAdmitted()) {
        throw new EdgeError('UNAVAILABLE', 'this host has more requests than it can answer; try again later');
      }
      running++;
    },
    leave: () => {
      running--;
    },
  };
}
