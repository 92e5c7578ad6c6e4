import type { Json } from '@harper-edge/contracts';
import { driftScoreOf, type DriftKind, type DriftMetrics } from '../drift/drift-metrics.ts';
import type { Metrics } from '../rollups/metric-sketch.ts';
import type { AlertSources } from './alert-sources.ts';

/** What a rule compares, and what stands behind it. */
export interface Reading {
  /** `null`: there is none. */
  readonly value: number | null;
  /** What it was made from: predictions, labelled predictions, rows. */
  readonly samples: number;
  readonly facts: Readonly<Record<string, Json>>;
}

export interface AlertSubject {
  /** Empty for metrics of the host. */
  readonly modelName: string;
  readonly windowMs: number;
}

interface AlertMetric {
  readonly subject: 'model' | 'host';
  /** Whether it is what a check has found, and changes only with the next one. */
  readonly isOfCheck: boolean;
  readonly defaultWindow: string;
  readonly longestWindow: string;
  readonly defaultMinimumSamples: number;
  read(sources: AlertSources, subject: AlertSubject): Promise<Reading>;
}

type Averaged = Exclude<keyof Metrics, 'count' | 'judged'>;

const ofPredictions = { subject: 'model', isOfCheck: false, defaultWindow: '5m', longestWindow: '7d' } as const;
const ofHost = { ...ofPredictions, subject: 'host', defaultMinimumSamples: 0 } as const;
const ofCheck = { ...ofPredictions, isOfCheck: true, defaultWindow: '1d', longestWindow: '30d' } as const;

/** Of so few predictions a percentile or a share says little. */
const few = 20;

const averageOf = (name: Averaged, samples: 'count' | 'judged' = 'count'): AlertMetric => ({
  ...ofPredictions,
  defaultMinimumSamples: few,
  read: async (sources, { modelName, windowMs }) => {
    const metrics = await sources.window(modelName, windowMs);
    return { value: metrics[name], samples: metrics[samples], facts: { count: metrics.count } };
  },
});

const driftScore = (kind: DriftKind): AlertMetric => ({
  ...ofCheck,
  defaultMinimumSamples: 0,
  read: async (sources, subject) => {
    const found = await sources.drift(subject);
    if (found === undefined) return nothing;
    return { value: driftScoreOf(found, kind), samples: rowsOf(found, kind), facts: driftFacts(found, kind) };
  },
});

/** What a rule can watch: name → how it is read. Latencies in milliseconds, rates and scores in [0, 1]. */
export const alertMetrics = {
  avgLatency: averageOf('avgLatency'),
  p50Latency: averageOf('p50Latency'),
  p95Latency: averageOf('p95Latency'),
  p99Latency: averageOf('p99Latency'),
  maxLatency: averageOf('maxLatency'),
  errorRate: averageOf('errorRate'),
  avgConfidence: averageOf('avgConfidence'),
  accuracy: averageOf('accuracy', 'judged'),
  /** Predictions in the window, failed ones included. */
  count: {
    ...ofPredictions,
    defaultMinimumSamples: 0,
    read: async (sources, { modelName, windowMs }) => {
      const { count } = await sources.window(modelName, windowMs);
      return { value: count, samples: count, facts: {} };
    },
  },
  /** Of the newest check that is in the window. */
  'driftScore(input)': driftScore('input'),
  'driftScore(prediction)': driftScore('prediction'),
  'driftScore(concept)': driftScore('concept'),
  /** 1 less the largest share of rows that violates one rule, of the newest check that is in the window. */
  dataQualityScore: {
    ...ofCheck,
    defaultMinimumSamples: 0,
    read: async (sources, subject) => {
      const found = await sources.quality(subject);
      if (found?.result.ok !== true) return nothing;
      const { rows, violatedShare, violations } = found.result;
      const worst = violations.slice(0, 3).map(({ kind, columns, share }) => ({ kind, columns, share }));
      const facts = { checkId: found.id, modelVersion: found.modelVersion, violations: worst };
      return { value: 1 - violatedShare, samples: rows, facts };
    },
  },
  /** Of answers to shops, since the thread that looks began; as /proxy/metrics has it. */
  ai_cache_hit_rate: {
    ...ofHost,
    defaultMinimumSamples: few,
    read: ({ cache }) => {
      const { hitRate, questions } = cache();
      return Promise.resolve({ value: hitRate, samples: questions, facts: {} });
    },
  },
  /** Events lost since the host began, over all its threads. */
  eventsDropped: {
    ...ofHost,
    read: async (sources) => {
      const { dropped, waiting } = await sources.host();
      return { value: dropped, samples: 1, facts: { waiting } };
    },
  },
} as const satisfies Readonly<Record<string, AlertMetric>>;

export type AlertMetricName = keyof typeof alertMetrics;
export const alertMetricNames = Object.keys(alertMetrics) as readonly AlertMetricName[] as readonly [
  AlertMetricName,
  ...AlertMetricName[],
];

const nothing: Reading = { value: null, samples: 0, facts: {} };

function rowsOf({ kinds }: DriftMetrics, kind: DriftKind): number {
  const verdict = kinds[kind];
  if (verdict?.ok !== true) return 0;
  return 'test' in verdict ? verdict.test.m : verdict.currentRows;
}

/** The few columns that say most, and where the whole result is. */
function driftFacts({ id, modelVersion, kinds, from, to }: DriftMetrics, kind: DriftKind): Reading['facts'] {
  const found = { checkId: id, modelVersion, from, to };
  const verdict = kinds[kind];
  if (verdict === undefined) return found;
  if (!verdict.ok) return { ...found, reason: verdict.reason, detail: verdict.detail };
  if ('test' in verdict) {
    const { severity, referenceAccuracy, currentAccuracy } = verdict;
    return { ...found, severity, referenceAccuracy, currentAccuracy };
  }
  const { severity, testedColumns, driftedColumns, columns } = verdict;
  const worst = columns.slice(0, 3).map(({ column, severity: ofColumn }) => ({ column, severity: ofColumn }));
  return { ...found, severity, testedColumns, driftedColumns, columns: worst };
}
