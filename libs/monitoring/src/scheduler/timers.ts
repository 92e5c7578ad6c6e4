export interface Timers {
  /** Calls once, later; returns what prevents it. */
  after(ms: number, run: () => void): () => void;
}

/** Of the platform; they keep no process alive. */
export const systemTimers: Timers = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    // Only Node has it.
    (timer as { readonly unref?: () => void }).unref?.();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after this long, or at once when it is told to. */
export function wait(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.after(ms, resolve);
    signal.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}
