import { rank } from './ranks.ts';

/**
 * The sample covariance of pairs, sum of (x - mean x)(y - mean y) over n - 1, in two passes with shifted means. NaN for
 * fewer than two pairs.
 *
 * @throws RangeError for samples of unequal length or values that are not finite
 */
export function covariance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return x.length < 2 ? (checkPairs(x, y), Number.NaN) : crossMoments(x, y).xy / (x.length - 1);
}

/**
 * Pearson's correlation coefficient, in [-1, 1]. NaN where it is not defined: fewer than two pairs, or a constant.
 *
 * @throws RangeError for samples of unequal length or values that are not finite
 * @example pearsonCorrelation([1, 2, 3], [2, 4, 7]) // 0.9933992677987828
 */
export function pearsonCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const { xx, yy, xy } = crossMoments(x, y);
  if (x.length < 2 || xx === 0 || yy === 0) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}

/**
 * Spearman's rank correlation: Pearson's of the average ranks, so ties are corrected for. Infinite values are allowed.
 * NaN where it is not defined: fewer than two pairs, or a constant.
 *
 * @throws RangeError for samples of unequal length or NaN
 * @example spearmanCorrelation([1, 2, 3], [2, 40, 700]) // 1
 */
export function spearmanCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPairs(x, y);
  return pearsonCorrelation(rank(x).ranks, rank(y).ranks);
}

function checkPairs(x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length !== y.length)
    throw new RangeError(`Pairs need samples of equal length, got ${x.length} and ${y.length}.`);
}

/** Sums of the products of the deviations from the means. */
function crossMoments(x: ArrayLike<number>, y: ArrayLike<number>): { xx: number; yy: number; xy: number } {
  checkPairs(x, y);
  const [meanX, meanY] = [finiteMean(x), finiteMean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  let [leftX, leftY] = [0, 0];
  for (let index = 0; index < x.length; index += 1) {
    const deviationX = (x[index] as number) - meanX;
    const deviationY = (y[index] as number) - meanY;
    leftX += deviationX;
    leftY += deviationY;
    xx += deviationX * deviationX;
    yy += deviationY * deviationY;
    xy += deviationX * deviationY;
  }
  const n = Math.max(1, x.length);
  return { xx: xx - (leftX * leftX) / n, yy: yy - (leftY * leftY) / n, xy: xy - (leftX * leftY) / n };
}

/** The mean, exactly the value itself for a constant. */
function finiteMean(values: ArrayLike<number>): number {
  const shift = values[0] ?? 0;
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (!Number.isFinite(value))
      throw new RangeError(`Correlation needs finite numbers, got ${value} at index ${index}.`);
    sum += value - shift;
  }
  return shift + sum / Math.max(1, values.length);
}
