import { z } from 'zod';

const parityRule = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('labels'),
      minimum: z.number().min(0).max(1).default(1).meta({ description: 'Share of equal labels.' }),
    }),
    z.object({
      kind: z.literal('cosine'),
      minimum: z.number().min(-1).max(1).default(0.99).meta({ description: 'Lowest cosine similarity of two rows.' }),
    }),
    z.object({
      kind: z.literal('tolerance'),
      absolute: z.number().min(0).default(1e-4),
      relative: z.number().min(0).default(1e-3).meta({ description: 'Added to absolute, times the expected number.' }),
    }),
  ])
  .meta({ description: 'When the answers of two models count as the same.' });

/** How to compare answers. */
export type ParityRule = z.infer<typeof parityRule>;

/** How to measure, as requests and profiles say it. Latencies are in milliseconds. */
export const benchmarkSettings = z.object({
  mode: z.enum(['closed', 'constant', 'poisson']).default('closed').meta({
    description:
      'closed: callers that wait for their answers. constant, poisson: arrivals at ratePerSecond whatever the answers do, with latency counted from the intended time.',
  }),
  concurrency: z.number().int().min(1).max(1_024).default(1).meta({ description: 'Callers, for closed.' }),
  ratePerSecond: z.number().positive().max(100_000).optional().meta({ description: 'For constant and poisson.' }),
  rounds: z.number().int().min(5).max(100).default(5).meta({
    description: 'Every candidate is measured once per round, in an order drawn anew.',
  }),
  roundMs: z.number().int().min(1).max(600_000).optional().meta({
    description: 'Time of one candidate in one round; the round ends with this or with its share of iterations.',
  }),
  metric: z.enum(['latency', 'throughput']).default('latency').meta({
    description: 'What decides: the median latency, or answers per second.',
  }),
  limitMs: z.number().positive().optional().meta({ description: 'Answers within it count as goodput.' }),
  confidenceLevel: z.number().min(0.5).max(0.999).default(0.95),
  parity: parityRule.optional().meta({
    description: 'Default by task: labels for classification, cosine for embeddings, tolerance for others.',
  }),
  warmUp: z
    .object({
      windowMs: z.number().int().min(1).max(60_000).default(200),
      windowRequests: z.number().int().min(1).max(100_000).default(2_000),
      minMs: z.number().int().min(0).max(60_000).default(0),
      minRequests: z.number().int().min(0).max(100_000).default(0),
      maxMs: z.number().int().min(1).max(120_000).default(2_000),
      maxRequests: z.number().int().min(1).max(1_000_000).default(100_000),
    })
    .prefault({})
    .meta({
      description:
        'Until three windows in a row agree within 10 % in rate and 95th percentile, but not beyond the maxima.',
    }),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().meta({
    description: 'Of the order, the arrivals and the resampling. Default: drawn, and reported.',
  }),
});

export type BenchmarkSettings = z.infer<typeof benchmarkSettings>;

/** The rule for a task where none is given. */
export function parityRuleFor(taskType: string): ParityRule {
  if (/classif|moderation|toxicity|detection/.test(taskType)) return { kind: 'labels', minimum: 1 };
  if (/embed|feature-extraction|similarity/.test(taskType)) return { kind: 'cosine', minimum: 0.99 };
  return { kind: 'tolerance', absolute: 1e-4, relative: 1e-3 };
}
