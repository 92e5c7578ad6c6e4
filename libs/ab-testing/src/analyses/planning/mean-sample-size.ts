import { noncentralTCdf, noncentralTSf, studentTIsf } from '@harper-edge/stats';
import type { ArmSizes } from './proportion-sample-size.ts';
import { checkPositive, type SizeOptions, sizeOptions } from './size-options.ts';

export interface MeanSizeOptions extends SizeOptions {
  /**
   * - `normal`: (zA + zB)^2 sd^2 (1 + 1/r) / delta^2.
   * - `noncentralT`: the n at which the t test with equal variances has the power; right also for small n.
   *
   * Default `normal`.
   */
  readonly formula?: 'normal' | 'noncentralT';
}

/**
 * How many units a test of two means needs to find a difference `delta` where the values have standard deviation `sd`.
 * Sizes are rounded up per arm.
 *
 * @throws RangeError unless sd is positive and delta finite and not 0, or for options outside their range
 * @example meanSampleSize(1, 0.5).nControl // 63
 */
export function meanSampleSize(
  sd: number,
  delta: number,
  { formula = 'normal', ...options }: MeanSizeOptions = {},
): ArmSizes {
  checkPositive('A standard deviation', sd);
  checkPositive('The size of the difference', Math.abs(delta));
  const plan = sizeOptions(options);
  const effectSize = Math.abs(delta) / sd;
  const normal = ((plan.zAlpha + plan.zPower) ** 2 * (1 + 1 / plan.ratio)) / effectSize ** 2;
  const nControlExact = formula === 'normal' ? normal : noncentralTSize(effectSize, normal, plan);
  return { nControlExact, nControl: Math.ceil(nControlExact), nTreatment: Math.ceil(nControlExact * plan.ratio) };
}

type TPlan = Pick<ReturnType<typeof sizeOptions>, 'alpha' | 'power' | 'ratio' | 'sides'>;

/** By the secant method from the normal size, which is one or two units short; power rises with n. */
function noncentralTSize(effectSize: number, normal: number, plan: TPlan): number {
  // The smallest sizes with degrees of freedom; fractions of a unit count here.
  const least = 2.0001 / (1 + plan.ratio);
  const excess = (n: number) => tPower(effectSize, n, plan) - plan.power;
  // Without degrees of freedom the power is at most 2 alpha.
  if (plan.power <= 2 * plan.alpha && excess(least) >= 0) return least;
  let [below, above] = [least, Math.max(normal, 2 * least) + 2];
  while (excess(above) < 0) [below, above] = [above, 2 * above];
  let [first, second] = [Math.max(normal, 1.01 * least), above];
  let [atFirst, atSecond] = [excess(first), excess(second)];
  for (let round = 0; round < 100 && Math.abs(second - first) > 1e-9 * second; round += 1) {
    const slope = (atSecond - atFirst) / (second - first);
    const step = second - atSecond / slope;
    const next = step > below && step < above ? step : (below + above) / 2;
    [first, atFirst, second, atSecond] = [second, atSecond, next, excess(next)];
    if (atSecond < 0) below = Math.max(below, second);
    else above = Math.min(above, second);
  }
  return second;
}

/** Power of the t test with equal variances for a standardised difference, n units in the control. */
function tPower(effectSize: number, n: number, { alpha, ratio, sides }: TPlan): number {
  const df = n * (1 + ratio) - 2;
  const critical = studentTIsf(alpha / sides, df);
  const noncentrality = effectSize * Math.sqrt((n * ratio) / (1 + ratio));
  const other = sides === 2 ? noncentralTCdf(-critical, df, noncentrality) : 0;
  return noncentralTSf(critical, df, noncentrality) + other;
}
