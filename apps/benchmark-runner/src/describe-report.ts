import { formatNumber, formatPercent } from './format-number.ts';
import type { Report } from './target.ts';

const reasons: Readonly<Record<string, string>> = {
  'one candidate': 'there is only one model',
  'too few samples': 'there are too few samples: give more iterations or rounds',
  errors: 'every model failed too often',
  'parity failed': 'the answers differ',
  'intervals overlap': 'the confidence intervals overlap: the difference may be chance',
};

/** The result in one sentence. */
export const describeVerdict = ({ winner, reason, settings }: Report): string =>
  winner === null
    ? `No winner: ${reasons[reason ?? ''] ?? reason ?? 'unknown'}.`
    : `${winner} wins on ${settings.metric === 'latency' ? 'median latency' : 'throughput'}.`;

/** One sentence per comparison with the reference. */
export function describeParity({ parity }: Report): readonly string[] {
  return parity.pairs.map(({ name, ok, score, compared, largestDifference, reason }) => {
    const start = `${name} against ${parity.reference}:`;
    if (reason !== null) return `${start} not comparable, ${reason}`;
    const what = {
      labels: `${formatPercent(score ?? 0)} of ${compared} labels equal`,
      cosine: `lowest cosine similarity of ${compared} rows ${(score ?? 0).toFixed(6)}`,
      tolerance: `${formatPercent(score ?? 0)} of ${compared} numbers within tolerance, largest difference ${(largestDifference ?? Number.NaN).toExponential(1)}`,
    }[parity.rule.kind];
    return `${start} ${ok ? 'same answers' : 'other answers'}, ${what}`;
  });
}

/** Ratios of medians to the best, with their intervals. */
export const describeRatios = ({ comparisons, settings: { metric } }: Report): readonly string[] =>
  comparisons.map(({ name, against, latency, throughput }) => {
    const interval = metric === 'latency' ? latency : throughput;
    if (interval === null) return `${name} / ${against}: too few rounds to tell`;
    const { ratio, lower, upper } = interval;
    return `${name} / ${against}: ${metric} ratio ${ratio.toFixed(3)} [${lower.toFixed(3)}, ${upper.toFixed(3)}]`;
  });

/** What a reader should know before trusting the numbers. */
export function describeDoubts({ results }: Report): readonly string[] {
  const entries = Object.entries(results);
  const fewest = Math.min(...entries.map(([, { successCount }]) => successCount));
  return [
    ...entries.flatMap(([name, { cold, errorCount, firstError }]) => [
      ...(cold.settled ? [] : [`${name} had not settled after a warm-up of ${formatNumber(cold.durationMs)} ms`]),
      ...(errorCount === 0 ? [] : [`${name} failed ${errorCount} times; first: ${firstError ?? 'unknown'}`]),
    ]),
    ...(fewest >= 10_000 ? [] : [`p99 and above rest on ${fewest} answers; 10,000 are advised`]),
  ];
}
