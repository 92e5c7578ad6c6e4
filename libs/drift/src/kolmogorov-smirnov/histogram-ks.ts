import type { HistogramSnapshot } from '@harper-edge/stats';
import { type Effect, insufficientData, type NoResult, type TestResult } from '../drift-test-result.ts';
import { sumOf } from '../profile/profile.ts';
import { ksAsymptoticLogP, ksBand } from '../tests/kolmogorov-smirnov.ts';
import { ksExactLogP } from './exact-log-p.ts';
import { chooseKsMethod } from './choose-method.ts';

export interface HistogramKsOptions {
  readonly alpha: number;
  /** How far the shares on the edges may be off, both sides together: 0 for exact counts. */
  readonly rankError: number;
}

/** A Kolmogorov-Smirnov test on edges: the distance lies between `statistic` and `statisticAtMost`. */
export interface HistogramKs extends TestResult {
  readonly effect: Effect;
  readonly statisticAtMost: number;
}

/**
 * The Kolmogorov-Smirnov test of two histograms on the same edges. On both sides of every edge the distribution
 * functions are known, so the largest difference there is a lower bound of D; between the edges they can differ by no
 * more than what lies in the bin. p is that of the lower bound less the rank error, so the test never claims more than
 * one on the values themselves would. O(edges).
 */
export function histogramKs(
  reference: HistogramSnapshot,
  current: HistogramSnapshot,
  { alpha, rankError }: HistogramKsOptions,
): HistogramKs | NoResult {
  const [n, m] = [sumOf(reference.counts), sumOf(current.counts)];
  if (n === 0 || m === 0) return insufficientData(1, 0);
  const { h, mostH } = distancesOnEdges(reference, current, { n, m });
  const statistic = h / (n * m);
  const sure = Math.max(0, statistic - rankError);
  const method = rankError > 0 ? 'asymptotic' : chooseKsMethod(n, m).method;
  const logP = method === 'asymptotic' ? ksAsymptoticLogP(sure, n, m) : ksExactLogP({ n, m, h });
  const band = ksBand(n, m, alpha);
  const atMost = Math.min(1, mostH / (n * m) + rankError);
  return {
    ok: true,
    statistic,
    statisticAtMost: atMost,
    pValue: Math.exp(logP),
    log10P: logP / Math.LN10,
    effect: {
      name: 'D',
      value: statistic,
      interval: { lower: Math.max(0, sure - band), upper: Math.min(1, atMost + band) },
    },
    method: `${method} on ${rankError > 0 ? 'a sketch' : 'edges'}`,
    n,
    m,
    dropped: reference.missing + current.missing,
    warnings: [],
  };
}

/** max |i m - j n| on both sides of all edges, and what it can be at most between them; i and j count values so far. */
function distancesOnEdges(x: HistogramSnapshot, y: HistogramSnapshot, { n, m }: { n: number; m: number }) {
  let [i, j, h, mostH] = [0, 0, 0, 0];
  for (let bin = 0; bin < x.counts.length; bin += 1) {
    const [iBefore, jBefore] = [i, j];
    i += x.counts[bin] as number;
    j += y.counts[bin] as number;
    // Just below the edge, without the values on it; nothing lies on the open end.
    const [iBelow, jBelow] = [i - (x.atEdge[bin] ?? 0), j - (y.atEdge[bin] ?? 0)];
    h = Math.max(h, Math.abs(iBelow * m - jBelow * n), Math.abs(i * m - j * n));
    mostH = Math.max(mostH, h, iBelow * m - jBefore * n, jBelow * n - iBefore * m);
  }
  return { h, mostH };
}
