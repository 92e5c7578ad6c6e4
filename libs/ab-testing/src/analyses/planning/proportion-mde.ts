import { checkShare } from '../comparison.ts';
import { checkPositive, type SizeOptions, sizeOptions } from './size-options.ts';

export type ProportionMde =
  | { readonly ok: true; readonly absolute: number; readonly relative: number }
  /** The smallest change that this many units could show would lead to a rate above 1. */
  | { readonly ok: false; readonly reason: 'infeasible'; readonly detail: string };

/**
 * The smallest increase of a conversion rate that `nControl` units in the control arm show with the given power: the d > 0
 * at which the unpooled formula of `proportionSampleSize` gives nControl, the positive root of
 * (n + k / r) d^2 - (k / r)(1 - 2 p) d - k p (1 - p)(1 + 1 / r) = 0 with k = (zA + zB)^2.
 *
 * @throws RangeError for a baseline outside (0, 1), a size that is not positive, or options outside their range
 */
export function proportionMde(baseline: number, nControl: number, options: SizeOptions = {}): ProportionMde {
  checkShare('A baseline rate', baseline);
  checkPositive('nControl', nControl);
  const { ratio, zAlpha, zPower } = sizeOptions(options);
  const k = (zAlpha + zPower) ** 2;
  const square = nControl + k / ratio;
  const linear = (k / ratio) * (1 - 2 * baseline);
  const constant = k * baseline * (1 - baseline) * (1 + 1 / ratio);
  const root = Math.sqrt(linear * linear + 4 * square * constant);
  // Of the two forms of the root the one that adds.
  const absolute = linear >= 0 ? (linear + root) / (2 * square) : (2 * constant) / (root - linear);
  if (baseline + absolute >= 1) {
    const detail = `From ${baseline} no increase below 1 can be shown with ${nControl} units.`;
    return { ok: false, reason: 'infeasible', detail };
  }
  return { ok: true, absolute, relative: absolute / baseline };
}
