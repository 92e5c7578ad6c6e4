import type { Clock, Rng } from '@harper-edge/contracts';

/**
 * How requests come. `closed`: `concurrency` callers, each sending its next request when the last was answered; such
 * callers wait while the server stalls, and so hide the stall. `constant` and `poisson`: open loop, `ratePerSecond`
 * arrivals that take no notice of the answers, evenly spaced or with exponential gaps.
 */
export type Load =
  | { readonly mode: 'closed'; readonly concurrency: number }
  | { readonly mode: 'constant' | 'poisson'; readonly ratePerSecond: number };

/** One request. Its latency is `endMs - intendedMs`. */
export interface Sample {
  /** When the load model wanted it sent, on the clock's monotonic time. */
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly endMs: number;
  readonly ok: boolean;
}

export interface LoadOptions {
  readonly load: Load;
  /** Sends the request of this number, 0 first. */
  readonly send: (index: number) => Promise<unknown>;
  readonly onSample: (sample: Sample) => void;
  /** Requests to send; default no limit. One of `requests` and `durationMs` must be given. */
  readonly requests?: number;
  /** From the first request on nothing is sent after this; what is under way is waited for. Default no limit. */
  readonly durationMs?: number;
  readonly clock: Clock;
  /** Of the gaps of `poisson`. */
  readonly rng: Rng;
  readonly sleep: Sleep;
  /** Nothing more is sent once it is aborted. */
  readonly signal?: AbortSignal;
  /** Open loop: requests under way at once; above it sending waits, with latency still counted from the intended time. Default 10,000. */
  readonly maxOutstanding?: number;
}

/** Resolves after about so many milliseconds, with 0 once what is waiting to run has run. */
export type Sleep = (ms: number) => Promise<void>;

export interface LoadSpan {
  readonly startMs: number;
  /** When the last answer was there. */
  readonly endMs: number;
}

/**
 * Sends requests as the load model says and reports each. In open loop every arrival is sent, late ones at once, and
 * latency counts from the intended time, so that a stall is seen by everybody who would have met it (coordinated
 * omission: Tene, "How NOT to Measure Latency", 2013).
 */
export async function runLoad(options: LoadOptions): Promise<LoadSpan> {
  const startMs = options.clock.monotonicMs();
  await (options.load.mode === 'closed'
    ? closedLoop(options, options.load.concurrency, startMs)
    : openLoop(options, gapsOf(options.load, options.rng), startMs));
  return { startMs, endMs: options.clock.monotonicMs() };
}

async function closedLoop(options: LoadOptions, concurrency: number, startMs: number): Promise<void> {
  const { clock, requests = Infinity, durationMs = Infinity, signal } = options;
  let next = 0;
  const caller = async (): Promise<void> => {
    for (;;) {
      const nowMs = clock.monotonicMs();
      if (next >= requests || nowMs - startMs >= durationMs || signal?.aborted === true) return;
      await sendOne(options, next++, nowMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
}

/** Sends in a row before others get their turn, however late they are. */
const sendsPerTurn = 16;

async function openLoop(options: LoadOptions, nextGapMs: () => number, startMs: number): Promise<void> {
  const { clock, sleep, requests = Infinity, durationMs = Infinity, signal, maxOutstanding = 10_000 } = options;
  const outstanding = new Set<Promise<void>>();
  let intendedMs = startMs;
  let inARow = 0;
  for (let next = 0; next < requests; next++) {
    const waitMs = intendedMs - clock.monotonicMs();
    if (waitMs > 0 || ++inARow >= sendsPerTurn) {
      await sleep(Math.max(0, waitMs));
      inARow = 0;
    }
    while (outstanding.size >= maxOutstanding) await Promise.race(outstanding);
    if (signal?.aborted === true) break;
    const sending: Promise<void> = sendOne(options, next, intendedMs).finally(() => outstanding.delete(sending));
    outstanding.add(sending);
    intendedMs += nextGapMs();
    if (intendedMs - startMs >= durationMs) break;
  }
  await Promise.all(outstanding);
}

function gapsOf({ mode, ratePerSecond }: Exclude<Load, { mode: 'closed' }>, rng: Rng): () => number {
  const meanMs = 1_000 / ratePerSecond;
  // 1 - next() is never 0.
  return mode === 'constant' ? () => meanMs : () => -Math.log(1 - rng.next()) * meanMs;
}

async function sendOne({ clock, send, onSample }: LoadOptions, index: number, intendedMs: number): Promise<void> {
  const sentMs = clock.monotonicMs();
  let ok = true;
  try {
    await send(index);
  } catch {
    ok = false;
  }
  onSample({ intendedMs, sentMs, endMs: clock.monotonicMs(), ok });
}
