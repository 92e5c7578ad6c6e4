import type { Report } from '../target.ts';

type Result = Report['results'][string];

const result = (medianMs: number, rest: Partial<Result> = {}): Result => ({
  successCount: 12_000,
  errorCount: 0,
  errorRate: 0,
  avgLatency: medianMs,
  minLatency: medianMs / 2,
  p50Latency: medianMs,
  p95Latency: medianMs * 2,
  p99Latency: medianMs * 3,
  p999Latency: medianMs * 5,
  maxLatency: medianMs * 9,
  throughputPerSecond: 1_000 / medianMs,
  goodputPerSecond: null,
  memoryBytes: 3_145_728,
  cpuSecondsPer1000: medianMs,
  firstError: null,
  cold: {
    settled: true,
    windows: 3,
    requests: 300,
    errorCount: 0,
    durationMs: 600,
    firstLatency: medianMs * 20,
    avgLatency: medianMs,
    p50Latency: medianMs,
    p95Latency: medianMs,
    maxLatency: medianMs * 20,
  },
  rounds: [0.98, 0.99, 1, 1.01, 1.02].map((factor, position) => ({
    position: position % 2,
    p50Latency: medianMs * factor,
    p95Latency: medianMs * 2 * factor,
    p99Latency: medianMs * 3 * factor,
    throughputPerSecond: 1_000 / (medianMs * factor),
    successCount: 2_400,
    errorCount: 0,
  })),
  ...rest,
});

/** A comparison of two models, the second a quarter slower; names and failures as awkward as they may be. */
export const sampleReport: Report = {
  comparisonId: '1',
  timestamp: 1_700_000_000_000,
  taskType: 'classification',
  equivalenceGroup: '<b>sample</b>',
  winner: 'fast:v1',
  reason: null,
  best: 'fast:v1',
  comparisons: [
    {
      name: `slow-${'x'.repeat(120)}:v1`,
      against: 'fast:v1',
      latency: { ratio: 1.25, lower: 1.2, upper: 1.3 },
      throughput: { ratio: 0.8, lower: 0.77, upper: 0.83 },
    },
  ],
  results: {
    'fast:v1': result(0.8),
    [`slow-${'x'.repeat(120)}:v1`]: result(1, { errorCount: 2, errorRate: 0.01, firstError: 'MODEL_FAILED: <script>' }),
  },
  parity: {
    ok: true,
    rule: { kind: 'labels', minimum: 1 },
    reference: 'fast:v1',
    pairs: [
      {
        name: `slow-${'x'.repeat(120)}:v1`,
        ok: true,
        score: 1,
        largestDifference: null,
        compared: 10,
        reason: null,
      },
    ],
  },
  settings: {
    mode: 'closed',
    concurrency: 1,
    rounds: 5,
    metric: 'latency',
    confidenceLevel: 0.95,
    warmUp: { windowMs: 200, windowRequests: 500, minMs: 0, minRequests: 0, maxMs: 5_000, maxRequests: 20_000 },
    seed: 1,
  },
  iterations: 12_000,
  runBy: null,
  notes: null,
};
