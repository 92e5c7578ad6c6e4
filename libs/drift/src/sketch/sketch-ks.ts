import { checkAlpha, type NoResult } from '../drift-test-result.ts';
import { type HistogramKs, histogramKs } from '../kolmogorov-smirnov/histogram-ks.ts';
import type { QuantileSketchSnapshot } from './quantile-sketch.ts';
import { sketchHistogram, sketchRankError, weightedValues } from './sketch-ranks.ts';

/**
 * The Kolmogorov-Smirnov test of two sketches: D at all values that either has kept. With rank errors e1 and e2 of the
 * sketches, each at confidence 0.99, p is that of D - e1 - e2, so a sketch does not make an alarm. The interval of the
 * effect holds both the errors and the sampling.
 *
 * @throws RangeError for an alpha outside (0, 1)
 */
export function sketchKsTest(
  reference: QuantileSketchSnapshot,
  current: QuantileSketchSnapshot,
  { alpha = 0.05 }: { readonly alpha?: number } = {},
): HistogramKs | NoResult {
  checkAlpha(alpha);
  const kept = [...weightedValues(reference).values, ...weightedValues(current).values];
  const edges = [...new Set(kept)].sort((a, b) => a - b);
  const [first, second] = [sketchHistogram(reference, edges), sketchHistogram(current, edges)];
  return histogramKs(first, second, { alpha, rankError: sketchRankError(reference) + sketchRankError(current) });
}
