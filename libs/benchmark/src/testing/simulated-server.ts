import type { VirtualTime } from './virtual-time.ts';

export interface SimulatedServer {
  /** Answers in the order of arrival, one at a time. */
  serve(): Promise<void>;
}

/** A queue before one server; `serviceMs` is asked once per request, in the order of arrival, with the time it begins. */
export function createSimulatedServer(
  { clock, sleep }: VirtualTime,
  serviceMs: (index: number, beginMs: number) => number,
): SimulatedServer {
  let [freeAtMs, served] = [0, 0];
  return {
    serve: () => {
      const beginMs = Math.max(freeAtMs, clock.monotonicMs());
      freeAtMs = beginMs + serviceMs(served++, beginMs);
      return sleep(freeAtMs - clock.monotonicMs());
    },
  };
}
