import { type HistogramSnapshot, type Moments, populationVariance } from '@harper-edge/stats';
import { insufficientData } from '../drift-test-result.ts';
import { sumOf } from '../profile/profile.ts';
import { distanceOf, notFinite, type Wasserstein } from './distance.ts';

/** A histogram and the moments of the same values. */
export interface Summary {
  readonly histogram: HistogramSnapshot;
  readonly moments: Moments | null;
}

/**
 * The Wasserstein distance of two histograms on the same edges, as if the values inside a bin lay evenly spread, those
 * of the outer bins up to the smallest and largest value. Never less than the difference of the means, which is exact.
 * Infinite values give `nonFinite`. O(edges).
 */
export function histogramWasserstein(reference: Summary, current: Summary): Wasserstein {
  const [x, y] = [curveOf(reference), curveOf(current)];
  if (sumOf(reference.histogram.counts) === 0 || sumOf(current.histogram.counts) === 0) return insufficientData(1, 0);
  if (x === undefined || y === undefined || x.total !== reference.moments?.n || y.total !== current.moments?.n)
    return notFinite;
  const knots = [...new Set([...reference.histogram.edges, x.min, x.max, y.min, y.max])].sort((a, b) => a - b);
  let w1 = 0;
  for (let index = 1; index < knots.length; index += 1) {
    const [from, to] = [knots[index - 1] as number, knots[index] as number];
    w1 += (to - from) * meanGap(x.at(from) - y.at(from), x.below(to) - y.below(to));
  }
  const meanChange = Math.abs(reference.moments.mean - current.moments.mean);
  return distanceOf({
    w1: Math.max(w1, meanChange),
    referenceStd: Math.sqrt(populationVariance(reference.moments)),
    n: x.total,
    m: y.total,
    dropped: reference.histogram.missing + current.histogram.missing,
  });
}

/** The mean of |d| where d goes from one value to the other on a straight line. */
function meanGap(start: number, end: number): number {
  const [a, b] = [Math.abs(start), Math.abs(end)];
  return start * end >= 0 ? (a + b) / 2 : (a * a + b * b) / (2 * (a + b));
}

/** A distribution function known on edges, straight between them. */
interface Curve {
  readonly total: number;
  readonly min: number;
  readonly max: number;
  /** The share of values up to x, and that of the values below x. */
  at(x: number): number;
  below(x: number): number;
}

function curveOf({ histogram: { edges, counts, atEdge }, moments }: Summary): Curve | undefined {
  if (moments === null) return undefined;
  const total = sumOf(counts);
  const { min, max } = moments;
  // Points (x, share below, share up to), from the smallest to the largest value.
  const points = [{ x: -Infinity, below: 0, upTo: 0 }];
  if (!edges.includes(min)) points.push({ x: min, below: 0, upTo: Number(min === max) });
  let before = 0;
  for (const [index, x] of edges.entries()) {
    before += counts[index] as number;
    if (x < min || x > max) continue;
    points.push({ x, below: (before - (atEdge[index] as number)) / total, upTo: before / total });
  }
  const last = points.at(-1) as { x: number; below: number };
  if (last.x < max) points.push({ x: max, below: 1, upTo: 1 });
  return { total, min, max, at: (x) => between(points, x, 'upTo'), below: (x) => between(points, x, 'below') };
}

interface Point {
  readonly x: number;
  readonly below: number;
  readonly upTo: number;
}

function between(points: readonly Point[], x: number, side: 'below' | 'upTo'): number {
  const next = points.findIndex((point) => point.x >= x);
  if (next < 0) return 1;
  const right = points[next] as Point;
  if (right.x === x) return right[side];
  const left = points[next - 1] as Point;
  if (left.x === -Infinity) return 0;
  return left.upTo + ((right.below - left.upTo) * (x - left.x)) / (right.x - left.x);
}
