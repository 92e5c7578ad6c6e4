import { runLoad, type LoadOptions } from './run-load.ts';
import { createTally, type Latencies } from './tally.ts';

export interface WarmUpSettings {
  /** Length of a window, default 200. One also ends with `windowRequests` requests, default 2,000. */
  readonly windowMs?: number;
  readonly windowRequests?: number;
  /** Not shorter than this, default 0, and not fewer requests than `minRequests`, default 0. */
  readonly minMs?: number;
  readonly minRequests?: number;
  /** Ends it unsettled: after this time, default 2,000, or so many requests, default 100,000. */
  readonly maxMs?: number;
  readonly maxRequests?: number;
}

/** The cold part: requests before the measurement, which it never contains. */
export interface ColdPart extends Pick<Latencies, 'avgLatency' | 'p50Latency' | 'p95Latency' | 'maxLatency'> {
  /** Whether three windows in a row agreed; when not, the measurement began unsettled. */
  readonly settled: boolean;
  readonly windows: number;
  readonly requests: number;
  readonly errorCount: number;
  readonly durationMs: number;
  /** Of the very first request, `null` when it failed. */
  readonly firstLatency: number | null;
}

interface Window {
  readonly ratePerSecond: number;
  readonly p95Ms: number;
}

const windowsInARow = 3;
const tolerance = 0.1;

/**
 * Runs the load in windows until three in a row agree within 10 % in rate and in 95th percentile (the rule of
 * perf_analyzer), so that caches, compilers and pools are warm before anything counts.
 */
export async function warmUp(
  options: Omit<LoadOptions, 'onSample' | 'requests' | 'durationMs'>,
  settings: WarmUpSettings = {},
): Promise<ColdPart> {
  const { windowMs = 200, windowRequests = 2_000, minMs = 0, minRequests = 0 } = settings;
  const { maxMs = 2_000, maxRequests = 100_000 } = settings;
  const { clock, signal } = options;
  const all = createTally(undefined);
  const windows: Window[] = [];
  const startMs = clock.monotonicMs();
  let sent = 0;
  let firstLatency: number | null = null;
  const elapsedMs = (): number => clock.monotonicMs() - startMs;
  const settled = (): boolean => sent >= minRequests && elapsedMs() >= minMs && agree(windows.slice(-windowsInARow));
  while (!settled() && sent < maxRequests && elapsedMs() < maxMs && signal?.aborted !== true) {
    const tally = createTally(undefined);
    const first = sent;
    const span = await runLoad({
      ...options,
      send: (index) => options.send(first + index),
      requests: Math.min(windowRequests, maxRequests - first),
      durationMs: Math.min(windowMs, maxMs - elapsedMs()),
      onSample: (sample) => {
        if (sent++ === 0 && sample.ok) firstLatency = sample.endMs - sample.intendedMs;
        tally.add(sample);
      },
    });
    tally.addTime(span.endMs - span.startMs);
    all.merge(tally);
    const { throughputPerSecond, p95Latency } = tally.result();
    windows.push({ ratePerSecond: throughputPerSecond, p95Ms: p95Latency ?? Number.NaN });
  }
  const { avgLatency, p50Latency, p95Latency, maxLatency, errorCount } = all.result();
  return {
    settled: settled(),
    windows: windows.length,
    requests: sent,
    errorCount,
    durationMs: elapsedMs(),
    firstLatency,
    avgLatency,
    p50Latency,
    p95Latency,
    maxLatency,
  };
}

function agree(windows: readonly Window[]): boolean {
  if (windows.length < windowsInARow) return false;
  return ([({ ratePerSecond }: Window) => ratePerSecond, ({ p95Ms }: Window) => p95Ms] as const).every((read) => {
    const values = windows.map(read);
    // NaN, of a window without an answer, agrees with nothing.
    return Math.max(...values) <= Math.min(...values) * (1 + tolerance);
  });
}
