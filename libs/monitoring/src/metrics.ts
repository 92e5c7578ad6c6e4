import type { InferenceEvent } from '@harper-edge/contracts';
import { quantile } from './quantile.ts';

/** Latencies in milliseconds, shares in [0, 1]; `null` where there is nothing to average. */
export interface Metrics {
  readonly count: number;
  readonly avgLatency: number | null;
  readonly p50Latency: number | null;
  readonly p95Latency: number | null;
  readonly p99Latency: number | null;
  readonly errorRate: number | null;
  readonly avgConfidence: number | null;
  /** Share of the events with feedback whose prediction was correct. */
  readonly accuracy: number | null;
}

/**
 * Latencies and confidence are those of answered predictions; `errorRate` counts all. Percentiles are exact
 * (linear interpolation), at 8 bytes of memory per event.
 */
export async function metricsOf(events: AsyncIterable<InferenceEvent>): Promise<Metrics> {
  const latencies: number[] = [];
  let [errors, confidenceSum, confidences, correct, judged] = [0, 0, 0, 0, 0];
  for await (const event of events) {
    if (event.errorCode === null) latencies.push(event.latencyMs);
    else errors++;
    if (event.confidence !== null) {
      confidenceSum += event.confidence;
      confidences++;
    }
    if (event.correct !== null) {
      judged++;
      if (event.correct) correct++;
    }
  }
  const sorted = Float64Array.from(latencies).sort();
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  const at = (probability: number): number | null => (sorted.length === 0 ? null : quantile(sorted, probability));
  const count = latencies.length + errors;
  return {
    count,
    avgLatency: share(
      sorted.reduce((sum, latency) => sum + latency, 0),
      sorted.length,
    ),
    p50Latency: at(0.5),
    p95Latency: at(0.95),
    p99Latency: at(0.99),
    errorRate: share(errors, count),
    avgConfidence: share(confidenceSum, confidences),
    accuracy: share(correct, judged),
  };
}
