import type { ModelStatistics } from '@harper-edge/inference-engine';
import type { Metric, Sample } from '../http/prometheus.ts';
import type { Services } from '../services.ts';
import { predictionMetrics } from './prediction-metrics.ts';

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly model: ModelStatistics;
}

type Read = (model: ModelStatistics) => number;

/** What the host's monitoring and the engine of this thread count, ready to be scraped. Counters start again when a model is loaded again. */
export async function engineMetrics({ engine, monitoring, registry }: Services): Promise<readonly Metric[]> {
  const { models, cacheHits, cacheMisses } = engine.statistics();
  const labelled: readonly Labelled[] = await Promise.all(
    models.map(async (model) => {
      const version = await registry.newestWith(model.sha256);
      const { framework } = model;
      return { model, labels: { model: version?.modelId ?? '', version: version?.version ?? '', framework } };
    }),
  );
  const perModel = (name: string, help: string, read: Read): Metric => ({
    name: `edge_ai_${name}`,
    type: name.endsWith('_total') ? 'counter' : 'gauge',
    help,
    samples: labelled.map(({ labels, model }) => ({ labels, value: read(model) })),
  });
  return [
    ...predictionMetrics(await monitoring.hostStatistics()),
    ...modelMetrics(perModel),
    byLabel('edge_ai_requests_total', 'Requests by how they ended.', labelled.flatMap(requestOutcomes)),
    byLabel('edge_ai_batches_released_total', 'Batches by why they ran when they did.', labelled.flatMap(releases)),
    byLabel('edge_ai_cache_hits_total', 'Requests whose model was in memory.', [{ value: cacheHits }]),
    byLabel('edge_ai_cache_misses_total', 'Requests whose model had to be loaded.', [{ value: cacheMisses }]),
  ];
}

const modelMetrics = (perModel: (name: string, help: string, read: Read) => Metric): readonly Metric[] => [
  perModel('model_memory_bytes', 'Memory of the loaded model, estimated.', ({ memoryBytes }) => memoryBytes),
  perModel('queue_depth', 'Requests that wait for their turn.', ({ queueDepth }) => queueDepth),
  perModel('requests_in_flight', 'Requests waiting or running.', ({ inFlight }) => inFlight),
  perModel('rows_total', 'Rows the model has computed.', ({ inferenceCount }) => inferenceCount),
  perModel('batches_total', 'Batches the model has computed.', ({ executionCount }) => executionCount),
  perModel('queue_seconds_total', 'Time requests have waited for their turn.', ({ queue }) => queue.ns / 1e9),
  perModel('compute_seconds_total', 'Time the model has computed.', ({ computeInfer }) => computeInfer.ns / 1e9),
];

const byLabel = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  type: 'counter',
  help,
  samples,
});

const requestOutcomes = ({ labels, model }: Labelled): readonly Sample[] =>
  Object.entries({
    success: model.success.count,
    fail: model.fail.count,
    refused: model.refused,
    cancelled: model.cancelled,
  }).map(([outcome, value]) => ({ labels: { ...labels, outcome }, value }));

const releases = ({ labels, model }: Labelled): readonly Sample[] =>
  Object.entries(model.releaseReasons).map(([reason, value]) => ({ labels: { ...labels, reason }, value }));
