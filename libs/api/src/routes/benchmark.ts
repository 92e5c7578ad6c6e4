import { benchmarkSettings, type BenchmarkResult } from '@harper-edge/benchmark';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { route } from '../http/route.ts';
import { compareModels } from '../use-cases/compare-models.ts';
import { cursor, json, limit } from './schemas.ts';

const group = {
  taskType: z.string().min(1).max(128).meta({ description: 'As in the metadata of the models.' }),
  equivalenceGroup: z.string().min(1).max(128).meta({ description: 'As in the metadata of the models.' }),
};

const number = z.number().nullable();

const latencies = {
  avgLatency: number.meta({ description: 'Latencies in milliseconds, null without an answer.' }),
  p50Latency: number,
  p95Latency: number,
  maxLatency: number,
};

const counts = { successCount: z.number(), errorCount: z.number(), throughputPerSecond: z.number() };

const candidateResult = z.object({
  ...latencies,
  ...counts,
  minLatency: number,
  p99Latency: number,
  p999Latency: number,
  errorRate: z.number().meta({ description: 'Share of all requests.' }),
  goodputPerSecond: number.meta({ description: 'Answers within limitMs per second.' }),
  memoryBytes: number,
  cpuSecondsPer1000: number.meta({ description: 'Of the whole host, per 1,000 requests; null in open loop.' }),
  firstError: z.string().nullable(),
  cold: z
    .object({
      ...latencies,
      settled: z.boolean().meta({ description: 'Whether three windows in a row agreed within 10 %.' }),
      windows: z.number(),
      requests: z.number(),
      errorCount: z.number(),
      durationMs: z.number(),
      firstLatency: number,
    })
    .meta({ description: 'The warm-up, which the other numbers do not contain.' }),
  rounds: z
    .array(z.object({ position: z.number(), p50Latency: number, p95Latency: number, p99Latency: number, ...counts }))
    .readonly(),
});

const interval = z.object({ ratio: z.number(), lower: z.number(), upper: z.number() }).nullable();

const comparison = z
  .object({
    comparisonId: z.string(),
    timestamp: z.number().meta({ description: 'Milliseconds since 1970.' }),
    ...group,
    winner: z.string().nullable().meta({ description: 'modelId:version; null when nothing is proven.' }),
    reason: z.string().nullable().meta({ description: 'Why there is no winner.' }),
    best: z.string().nullable().meta({ description: 'The best median, proven or not.' }),
    results: z.record(z.string(), candidateResult).readonly().meta({ description: 'By modelId:version.' }),
    comparisons: z
      .array(z.object({ name: z.string(), against: z.string(), latency: interval, throughput: interval }))
      .readonly()
      .meta({ description: 'Ratios of medians over rounds to the best one, with confidence intervals.' }),
    parity: z
      .object({
        ok: z.boolean(),
        rule: json,
        reference: z.string(),
        pairs: z
          .array(
            z.object({
              name: z.string(),
              ok: z.boolean(),
              score: number,
              largestDifference: number,
              compared: z.number(),
              reason: z.string().nullable(),
            }),
          )
          .readonly(),
      })
      .meta({ description: 'Whether all gave the same answers; without that nobody wins.' }),
    settings: z.record(z.string(), z.unknown()).readonly(),
    iterations: number,
    runBy: z.string().nullable(),
    notes: z.string().nullable(),
  })
  .meta({ id: 'Comparison' });

/** A comparison as the API writes it. */
export type ComparisonAnswer = Omit<BenchmarkResult, 'id' | 'results' | 'verdict'> &
  BenchmarkResult['verdict'] & {
    readonly comparisonId: string;
    readonly results: Readonly<Record<string, Omit<BenchmarkResult['results'][number], 'name'>>>;
  };

export function formatComparison({ id, results, verdict, ...rest }: BenchmarkResult): ComparisonAnswer {
  return {
    comparisonId: id,
    ...verdict,
    results: Object.fromEntries(results.map(({ name, ...result }) => [name, result])),
    ...rest,
  };
}

const body = benchmarkSettings.extend({
  ...group,
  outputDimensions: z.number().int().min(1).optional().meta({
    description: 'Needed when models of the group differ in their metadata.outputDimensions.',
  }),
  testData: z
    .array(z.record(z.string(), z.unknown()))
    .min(1)
    .max(10_000)
    .meta({ description: 'Features as for /predict.', example: [{ float_input: [5.1, 3.5, 1.4, 0.2] }] }),
  iterations: z.number().int().min(1).max(10_000).default(100).meta({ description: 'Requests of each model.' }),
  timeLimitMs: z.number().int().min(100).max(100_000).default(60_000).meta({
    description: 'Rounds are cut short rather than taking longer.',
  }),
  runBy: z.string().max(256).optional(),
  notes: z.string().max(4_096).optional(),
});

export const compareRoute = route({
  method: 'POST',
  path: '/benchmark/compare',
  summary: 'Measure the models of an equivalence group on the same inputs and compare their answers',
  tag: 'benchmarks',
  body,
  answer: comparison,
  errors: ['UNAVAILABLE', 'DEADLINE_EXCEEDED'],
  handle: async ({ services, request: { signal }, body: asked }) => {
    const {
      taskType,
      equivalenceGroup,
      outputDimensions,
      testData,
      iterations,
      timeLimitMs,
      runBy,
      notes,
      ...settings
    } = asked;
    const about = { taskType, equivalenceGroup, outputDimensions, runBy, notes };
    return formatComparison(
      await compareModels(services, { ...about, testData, iterations, timeLimitMs, settings, signal }),
    );
  },
});

export const benchmarkHistoryRoute = route({
  method: 'GET',
  path: '/benchmark/history',
  summary: 'Comparisons made so far, newest first',
  tag: 'benchmarks',
  query: z.object({
    taskType: group.taskType.optional(),
    equivalenceGroup: group.equivalenceGroup.optional(),
    limit,
    cursor,
  }),
  answer: z.object({
    comparisons: z.array(comparison).readonly(),
    count: z.number(),
    nextCursor: z.string().optional(),
  }),
  handle: async ({ services, query }) => {
    const { rows, nextCursor } = await services.benchmarks.list(given(query));
    return { comparisons: rows.map(formatComparison), count: rows.length, ...given({ nextCursor }) };
  },
});
