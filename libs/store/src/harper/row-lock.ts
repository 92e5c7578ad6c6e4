import type { HarperStorage } from './harper-globals.ts';

/** Harper's own locks on records have version numbers; ours share one that no record has. */
const lockVersion = 0;

/**
 * Runs one call at a time per key, over all threads of this Harper process. Harper does not isolate a read from the write
 * that follows it, so every read-check-write needs this.
 */
export async function withRowLock<T>(locks: HarperStorage, key: string, call: () => Promise<T>): Promise<T> {
  const name = `harper-edge:${key}`;
  while (!(await take(locks, name))) {
    // Woken because the lock was freed; another waiter may have been faster.
  }
  try {
    // The engine may still read as of before the lock was taken; from now on it must see what its last holder wrote.
    locks.resetReadTxn?.();
    return await call();
  } finally {
    locks.unlock(name, lockVersion);
  }
}

/** Whether the lock was taken; if it was not, resolves once it has been freed. */
async function take(locks: HarperStorage, name: string): Promise<boolean> {
  let wake: (() => void) | undefined;
  const freed = new Promise<void>((resolve) => (wake = resolve));
  const whenFree = (): void => wake?.();
  const taken = locks.attemptLock?.(name, lockVersion, whenFree) ?? locks.tryLock?.(name, whenFree) ?? false;
  if (!taken) await freed;
  return taken;
}
