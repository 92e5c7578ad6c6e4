import type { Command } from '../command.ts';
import { formatNumber, formatShare } from '../output/format.ts';
import { windowOf, windowOptions } from './window.ts';

export const metrics: Command = {
  name: 'metrics',
  summary: 'How a model does: latencies, errors, confidence, accuracy',
  args: [{ name: '<model>', description: 'the model, over all its versions' }],
  options: windowOptions,
  examples: [
    { line: 'metrics iris', says: 'over all recorded predictions' },
    { line: 'metrics iris --since 2026-01-01T00:00:00Z', says: 'since then' },
  ],
  output: { operation: 'getMonitoringMetrics' },
  run: async ({ args: [modelId = ''], client, given, signal }) => {
    const json = await client.showMetrics({ query: { modelId, ...windowOf(given) } }, { signal });
    const ms = (value: number | null): string | undefined => {
      const text = formatNumber(value);
      return text === undefined ? undefined : `${text} ms`;
    };
    const rows = [
      ['predictions', String(json.count)],
      ['p50 latency', ms(json.p50Latency)],
      ['p95 latency', ms(json.p95Latency)],
      ['p99 latency', ms(json.p99Latency)],
      ['errors', formatShare(json.errorRate)],
      ['confidence', formatShare(json.avgConfidence)],
      ['accuracy', formatShare(json.accuracy)],
    ];
    return { json, show: (style) => style.table(['', json.modelId], rows) };
  },
};
