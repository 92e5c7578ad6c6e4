import type { InferenceEvent } from '@harper-edge/contracts';
import { createLatencyHistogram, type LatencySnapshot } from '@harper-edge/stats';

/** What the metrics of any number of events are made from. Adding two gives what their events give together, to the last bit. */
export interface MetricSketch {
  readonly count: number;
  readonly errors: number;
  /** Of answered predictions, milliseconds. */
  readonly latency: LatencySnapshot;
  /** Whole microseconds, all together: sums of whole numbers do not depend on their order. */
  readonly latencyMicros: number;
  readonly confidences: number;
  readonly confidenceMillionths: number;
  /** Events whose feedback says whether they were correct. */
  readonly judged: number;
  readonly correct: number;
}

/** Latencies in milliseconds, shares in [0, 1]; `null` where there is nothing to average. */
export interface Metrics {
  readonly count: number;
  readonly avgLatency: number | null;
  readonly p50Latency: number | null;
  readonly p95Latency: number | null;
  readonly p99Latency: number | null;
  readonly maxLatency: number | null;
  readonly errorRate: number | null;
  readonly avgConfidence: number | null;
  /** Share of the events with feedback whose prediction was correct. */
  readonly accuracy: number | null;
  /** Events with such feedback. */
  readonly judged: number;
}

/** What is counted of an event. */
export type Counted = Pick<InferenceEvent, 'latencyMs' | 'errorCode' | 'confidence'>;

export interface MetricTally {
  add(event: Counted): void;
  /** What a feedback changed of an event that was added. */
  addOutcome(before: boolean | null, after: boolean | null): void;
  merge(sketch: MetricSketch): void;
  /**
   * Latencies and confidence are those of answered predictions; `errorRate` counts all. Percentiles within 0.4 % of the
   * exact ones (linear interpolation), the maximum is exact, averages are to the microsecond and millionth.
   */
  metrics(): Metrics;
  toJSON(): MetricSketch;
}

/** Adds events up, and sketches of events. */
export function createMetricTally(sketches: Iterable<MetricSketch> = []): MetricTally {
  const latency = createLatencyHistogram();
  const sums = {
    count: 0,
    errors: 0,
    latencyMicros: 0,
    confidences: 0,
    confidenceMillionths: 0,
    judged: 0,
    correct: 0,
  };
  const tally: MetricTally = {
    add: ({ latencyMs, errorCode, confidence }) => {
      sums.count++;
      if (errorCode !== null) sums.errors++;
      else if (latencyMs >= 0 && latencyMs < Infinity) {
        latency.record(latencyMs);
        sums.latencyMicros += Math.round(latencyMs * 1e3);
      }
      if (confidence === null) return;
      sums.confidences++;
      sums.confidenceMillionths += Math.round(confidence * 1e6);
    },
    addOutcome: (before, after) => {
      sums.judged += Number(after !== null) - Number(before !== null);
      sums.correct += Number(after === true) - Number(before === true);
    },
    merge: (sketch) => {
      latency.merge(sketch.latency);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += sketch[name];
    },
    metrics: () => {
      const { count, errors, latencyMicros, confidences, confidenceMillionths, judged, correct } = sums;
      const at = (probability: number): number | null => (latency.count === 0 ? null : latency.quantile(probability));
      return {
        count,
        avgLatency: share(latencyMicros / 1e3, latency.count),
        p50Latency: at(0.5),
        p95Latency: at(0.95),
        p99Latency: at(0.99),
        maxLatency: at(1),
        errorRate: share(errors, count),
        avgConfidence: share(confidenceMillionths / 1e6, confidences),
        accuracy: share(correct, judged),
        judged,
      };
    },
    toJSON: () => ({ ...sums, latency: latency.toJSON() }),
  };
  for (const sketch of sketches) tally.merge(sketch);
  return tally;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
