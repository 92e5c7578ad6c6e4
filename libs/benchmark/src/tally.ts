import { createLatencyHistogram, type LatencyHistogram } from '@harper-edge/stats';
import type { Sample } from './run-load.ts';

/** Latencies in milliseconds of the requests that were answered; `null` where there was none. */
export interface Latencies {
  readonly avgLatency: number | null;
  readonly minLatency: number | null;
  readonly p50Latency: number | null;
  readonly p95Latency: number | null;
  readonly p99Latency: number | null;
  readonly p999Latency: number | null;
  readonly maxLatency: number | null;
}

export interface Tally extends Latencies {
  readonly successCount: number;
  readonly errorCount: number;
  /** Share of all requests. */
  readonly errorRate: number;
  /** Answers per second. */
  readonly throughputPerSecond: number;
  /** Answers within the limit per second, `null` without a limit. */
  readonly goodputPerSecond: number | null;
}

export interface Tallying {
  add(sample: Sample): void;
  /** Everything another one has counted; its time is added too. */
  merge(other: Tallying): void;
  /** Adds to the time that rates are counted over. */
  addTime(ms: number): void;
  result(): Tally;
  readonly histogram: LatencyHistogram;
  readonly counts: { answered: number; failed: number; good: number; sumMs: number; timeMs: number };
}

/** Counts requests into one histogram. `limitMs` is what an answer must take at most to be good. */
export function createTally(limitMs: number | undefined): Tallying {
  const histogram = createLatencyHistogram();
  const counts = { answered: 0, failed: 0, good: 0, sumMs: 0, timeMs: 0 };
  return {
    histogram,
    counts,
    add: ({ ok, intendedMs, endMs }) => {
      if (!ok) {
        counts.failed++;
        return;
      }
      const latencyMs = endMs - intendedMs;
      histogram.record(latencyMs);
      counts.answered++;
      counts.sumMs += latencyMs;
      if (limitMs === undefined || latencyMs <= limitMs) counts.good++;
    },
    merge: (other) => {
      histogram.merge(other.histogram.toJSON());
      for (const key of Object.keys(counts) as (keyof typeof counts)[]) counts[key] += other.counts[key];
    },
    addTime: (ms) => {
      counts.timeMs += ms;
    },
    result: () => {
      const { answered, failed, good, sumMs, timeMs } = counts;
      const quantile = (probability: number): number | null =>
        answered === 0 ? null : histogram.quantile(probability);
      const perSecond = (count: number): number => (timeMs > 0 ? (count / timeMs) * 1_000 : 0);
      return {
        successCount: answered,
        errorCount: failed,
        errorRate: answered + failed === 0 ? 0 : failed / (answered + failed),
        avgLatency: answered === 0 ? null : sumMs / answered,
        minLatency: quantile(0),
        p50Latency: quantile(0.5),
        p95Latency: quantile(0.95),
        p99Latency: quantile(0.99),
        p999Latency: quantile(0.999),
        maxLatency: quantile(1),
        throughputPerSecond: perSecond(answered),
        goodputPerSecond: limitMs === undefined ? null : perSecond(good),
      };
    },
  };
}
