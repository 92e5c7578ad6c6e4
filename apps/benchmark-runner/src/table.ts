import { describeDoubts, describeParity, describeRatios, describeVerdict } from './describe-report.ts';
import { formatBytes, formatNumber, formatPercent } from './format-number.ts';
import { groupName } from './group.ts';
import type { Report } from './target.ts';

/** Columns as wide as their widest cell; the first to the left, numbers to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The result for a terminal. */
export function formatReport(report: Report): string {
  const { results, settings } = report;
  const header = ['', 'p50 ms', 'p95 ms', 'p99 ms', 'p99.9 ms', 'max ms', 'per s', 'errors', 'memory', 'CPU s / 1,000'];
  const goodput = settings.limitMs === undefined ? [] : [`in ${settings.limitMs} ms per s`];
  const rows = Object.entries(results).map(([name, result]) => [
    name === report.winner ? `${name} *` : name,
    ...[result.p50Latency, result.p95Latency, result.p99Latency, result.p999Latency, result.maxLatency].map(
      formatNumber,
    ),
    formatNumber(result.throughputPerSecond),
    formatPercent(result.errorRate),
    formatBytes(result.memoryBytes),
    formatNumber(result.cpuSecondsPer1000),
    ...(goodput.length === 0 ? [] : [formatNumber(result.goodputPerSecond)]),
  ]);
  const lines = [describeVerdict(report), ...describeRatios(report), ...describeParity(report)];
  return [
    `${groupName(report)} (${describeLoad(report)})`,
    formatTable([[...header, ...goodput], ...rows]),
    ...lines,
    ...describeDoubts(report).map((doubt) => `note: ${doubt}`),
    '',
  ].join('\n');
}

/** The load in words. */
export function describeLoad({ settings }: Report): string {
  const { mode, concurrency, ratePerSecond, rounds, seed } = settings;
  const load =
    mode === 'closed'
      ? `${concurrency} at a time`
      : `${ratePerSecond ?? 0} per second, ${mode === 'poisson' ? 'at random moments' : 'evenly spaced'}`;
  return `${load}, ${rounds} rounds, seed ${seed}`;
}
