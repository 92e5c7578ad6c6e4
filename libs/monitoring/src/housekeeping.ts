import type { Logger } from '@harper-edge/contracts';

export interface Chore {
  /** Told to the log when it fails. */
  readonly what: string;
  /** Seconds between two runs. */
  readonly every: number;
  /** True where there is more to do, which is done a second later. */
  run(): Promise<unknown>;
}

/** Does each chore in its time, one after the other; a second that is still busy is left out. Keeps no process alive. */
export function startHousekeeping(chores: readonly Chore[], logger: Logger): { stop(): Promise<void> } {
  let seconds = 0;
  let working: Promise<void> | undefined;
  const due = new Set<Chore>();
  const failures = new Map<Chore, number>();

  const work = async (): Promise<void> => {
    for (const chore of [...due]) {
      due.delete(chore);
      try {
        if ((await chore.run()) === true) due.add(chore);
        failures.delete(chore);
      } catch (error) {
        const failed = (failures.get(chore) ?? 0) + 1;
        failures.set(chore, failed);
        // Not each second of a store that is down.
        if (failed === 1 || failed % 60 === 0)
          logger.warn(`${chore.what} failed and is tried again`, { failed, error });
      }
    }
  };
  const timer = setInterval(() => {
    seconds++;
    for (const chore of chores) if (seconds % chore.every === 0) due.add(chore);
    working ??= work().finally(() => {
      working = undefined;
    });
  }, 1_000);
  // Only Node has it.
  (timer as { readonly unref?: () => void }).unref?.();
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}
