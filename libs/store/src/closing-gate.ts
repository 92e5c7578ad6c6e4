import { EdgeError } from '@harper-edge/contracts';

/** Runs a call that `close` waits for. @throws EdgeError UNAVAILABLE after `close` */
export type Track = <T>(call: () => Promise<T>) => Promise<T>;

export interface ClosingGate {
  readonly track: Track;
  /** Refuses new calls and waits for those under way. */
  close(): Promise<void>;
}

/** What makes a store close in good order. */
export function createClosingGate(): ClosingGate {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  return {
    track: async (call) => {
      if (closed) throw new EdgeError('UNAVAILABLE', 'the store is closed');
      const running = call();
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
      }
    },
    close: async () => {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
}
