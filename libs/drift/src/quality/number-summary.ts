import { variance } from '@harper-edge/stats';
import type { QuantileSketchSnapshot } from '../sketch/quantile-sketch.ts';
import { sketchHistogram, sketchQuantile } from '../sketch/sketch-ranks.ts';

export interface NumberSummary {
  readonly n: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Of the sample; 0 for one value. */
  readonly standardDeviation: number;
  /** At 1, 5, 25, 50, 75, 95 and 99 %, each right to about half a percent of the ranks. */
  readonly quantiles: readonly number[];
}

const probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const [firstQuartile, thirdQuartile] = [2, 4];

export function summariseNumbers(sketch: QuantileSketchSnapshot): NumberSummary | null {
  const { moments } = sketch;
  if (moments === null) return null;
  return {
    n: moments.n,
    minimum: moments.min,
    maximum: moments.max,
    mean: moments.mean,
    standardDeviation: moments.n > 1 ? Math.sqrt(variance(moments)) : 0,
    quantiles: probabilities.map((probability) => sketchQuantile(sketch, probability)),
  };
}

/** Values more than three interquartile ranges outside of the quartiles: Tukey's far out ones, to a rank or so. */
export function outlierCount(sketch: QuantileSketchSnapshot, fences: NumberSummary | null): number {
  if (fences === null || sketch.moments === null) return 0;
  const [low = 0, high = 0] = [fences.quantiles[firstQuartile], fences.quantiles[thirdQuartile]];
  // Half of the values alike say nothing of how far the others may be.
  if (!(high > low)) return 0;
  const range = 3 * (high - low);
  const { counts, atEdge } = sketchHistogram(sketch, [low - range, high + range]);
  return (counts[0] ?? 0) - (atEdge[0] ?? 0) + (counts[2] ?? 0);
}
