import { latencyEdgesSeconds, type HostStatistics, type PredictionCounter } from '@harper-edge/monitoring';
import type { Metric, Sample } from '../http/prometheus.ts';

/** What all threads of this host have predicted and recorded, ready to be scraped. */
export function predictionMetrics({ predictions, waiting, dropped }: HostStatistics): readonly Metric[] {
  return [
    {
      name: 'edge_ai_prediction_duration_seconds',
      type: 'histogram',
      help: 'Answered predictions by how long they took, over all threads of the host.',
      samples: predictions.flatMap(histogram),
    },
    {
      name: 'edge_ai_prediction_errors_total',
      type: 'counter',
      help: 'Failed predictions, over all threads of the host.',
      samples: predictions.map(({ model, version, errors }) => ({ labels: { model, version }, value: errors })),
    },
    {
      name: 'edge_ai_events_dropped_total',
      type: 'counter',
      help: 'Inference events that were lost, over all threads of the host.',
      samples: [{ value: dropped }],
    },
    {
      name: 'edge_ai_events_waiting',
      type: 'gauge',
      help: 'Inference events not yet written, over all threads of the host.',
      samples: [{ value: waiting }],
    },
  ];
}

function histogram({ model, version, latencies, latencySeconds }: PredictionCounter): readonly Sample[] {
  let count = 0;
  const buckets = latencies.map((inBucket, index): Sample => {
    count += inBucket;
    const le = String(latencyEdgesSeconds[index] ?? '+Inf');
    return { suffix: '_bucket', labels: { model, version, le }, value: count };
  });
  return [
    ...buckets,
    { suffix: '_sum', labels: { model, version }, value: latencySeconds },
    { suffix: '_count', labels: { model, version }, value: count },
  ];
}
