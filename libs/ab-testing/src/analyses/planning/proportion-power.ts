import { normalSf } from '@harper-edge/stats';
import { type ArmSizes, rateErrors, treatmentRate } from './proportion-sample-size.ts';
import { checkPositive, type SizeOptions, sizeOptions } from './size-options.ts';

export interface ProportionPowerOptions extends Pick<SizeOptions, 'alpha' | 'sides'> {
  /** The variance the test assumes without an effect. Default `unpooled`. */
  readonly formula?: 'unpooled' | 'pooled';
}

/**
 * The chance that a test of two conversion rates finds the change from `baseline` to `baseline (1 + relativeChange)` with
 * these sizes: Phi((|d| - z s0) / s1), two-sided plus Phi((-|d| - z s0) / s1), where s1 is the standard error of the
 * difference and s0 the one the test assumes.
 *
 * @throws RangeError for rates outside (0, 1), sizes that are not positive, or options outside their range
 */
export function proportionPower(
  [baseline, relativeChange]: readonly [number, number],
  sizes: Pick<ArmSizes, 'nControl' | 'nTreatment'>,
  { formula = 'unpooled', ...options }: ProportionPowerOptions = {},
): number {
  checkPositive('nControl', sizes.nControl);
  checkPositive('nTreatment', sizes.nTreatment);
  const { zAlpha, sides } = sizeOptions(options);
  const rates = [baseline, treatmentRate(baseline, relativeChange)] as const;
  const errors = rateErrors(rates, sizes);
  const [threshold, distance] = [zAlpha * errors[formula], Math.abs(baseline * relativeChange)];
  const other = sides === 2 ? normalSf((threshold + distance) / errors.unpooled) : 0;
  return normalSf((threshold - distance) / errors.unpooled) + other;
}
