import type { Comparison } from '@harper-edge/client';
import { formatNumber, formatShare } from '../output/format.ts';
import type { Style } from '../output/style.ts';

/** A comparison of models: what was measured, and who won if that is proven. */
export function comparisonTable(
  { results, winner, reason, taskType, equivalenceGroup, parity }: Comparison,
  style: Style,
): string {
  const rows = Object.entries(results).map(([name, result]) => [
    name,
    formatNumber(result.p50Latency),
    formatNumber(result.p95Latency),
    formatNumber(result.p99Latency),
    formatNumber(result.throughputPerSecond),
    formatShare(result.errorRate),
  ]);
  return [
    style.bold(`${taskType}/${equivalenceGroup}`),
    style.table(['MODEL', 'P50 MS', 'P95 MS', 'P99 MS', 'PER SECOND', 'ERRORS'], rows),
    winner === null ? `no winner: ${reason ?? 'nothing is proven'}` : style.good(`${winner} wins`),
    ...(parity.ok ? [] : [style.bad('their answers differ')]),
  ].join('\n');
}
