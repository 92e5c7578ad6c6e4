/** Something with work for a lane: the queue of one model. */
export interface LaneUser {
  /**
   * Runs the next batch, and resolves with how long that took in milliseconds; `undefined` when nothing waits. Never
   * rejects. `hadToWait` says that the lane was busy until now.
   */
  runNext(hadToWait: boolean): Promise<number> | undefined;
}

/** Where models that share one place of computation take turns. */
export interface Lane {
  /** Tells that this user has work; it is called when its turn comes. */
  wake(user: LaneUser): void;
}

/**
 * Gives turns to the models of one lane so that each gets an equal share of the time, however many requests it has: next
 * is who has used least (start-time fair queueing: Goyal, Vin and Cheng, SIGCOMM 1996, with equal weights). `width`
 * batches are under way at once.
 *
 * The first turn is given when the current turn of the event loop ends, so that requests that arrived together run
 * together; apart from that nothing ever waits while the lane is idle.
 */
export function createLane(width: number): Lane {
  // A lane outlives its models.
  const usedMs = new WeakMap<LaneUser, number>();
  const ready = new Set<LaneUser>();
  let running = 0;
  let virtualMs = 0;
  let scheduled = false;

  const next = (): LaneUser | undefined => {
    let chosen: LaneUser | undefined;
    let least = Infinity;
    for (const user of ready) {
      const used = usedMs.get(user) ?? 0;
      if (used < least) [chosen, least] = [user, used];
    }
    return chosen;
  };

  const pump = (hadToWait: boolean): void => {
    scheduled = false;
    while (running < width) {
      const user = next();
      if (user === undefined) return;
      const turn = user.runNext(hadToWait);
      if (turn === undefined) {
        ready.delete(user);
        continue;
      }
      virtualMs = usedMs.get(user) ?? virtualMs;
      running++;
      void turn.then((ms) => {
        running--;
        usedMs.set(user, (usedMs.get(user) ?? 0) + ms);
        pump(true);
      });
    }
  };

  return {
    wake: (user) => {
      // Who rested comes back level with the others: rest is not saved up for later.
      if (!ready.has(user)) {
        ready.add(user);
        usedMs.set(user, Math.max(usedMs.get(user) ?? 0, virtualMs));
      }
      if (scheduled || running >= width) return;
      scheduled = true;
      setImmediate(pump, false);
    },
  };
}
