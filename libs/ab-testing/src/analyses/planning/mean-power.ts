import { normalSf } from '@harper-edge/stats';
import { checkPositive, type SizeOptions, sizeOptions } from './size-options.ts';

/** Standard deviations and sizes of both arms. */
export interface MeanArms {
  readonly sdControl: number;
  readonly sdTreatment: number;
  readonly nControl: number;
  readonly nTreatment: number;
}

/** sqrt(sdA^2 / nA + sdB^2 / nB). @throws RangeError unless all are positive */
function errorOf({ sdControl, sdTreatment, nControl, nTreatment }: MeanArms): number {
  for (const [name, value] of Object.entries({ sdControl, sdTreatment, nControl, nTreatment })) {
    checkPositive(name, value);
  }
  return Math.hypot(sdControl / Math.sqrt(nControl), sdTreatment / Math.sqrt(nTreatment));
}

/**
 * The chance that a test of two means finds the difference `delta`: Phi(d - z) with d = |delta| / se, two-sided plus
 * Phi(-d - z).
 *
 * @throws RangeError for arms or options outside their range
 */
export function meanPower(arms: MeanArms, delta: number, options: Pick<SizeOptions, 'alpha' | 'sides'> = {}): number {
  const { zAlpha, sides } = sizeOptions(options);
  if (Number.isNaN(delta)) throw new RangeError('A difference is a number, got NaN.');
  const distance = Math.abs(delta) / errorOf(arms);
  return normalSf(zAlpha - distance) + (sides === 2 ? normalSf(zAlpha + distance) : 0);
}

/** The smallest difference of means that is found with the given power: (z_alpha + z_power) se. */
export function meanMde(arms: MeanArms, options: Omit<SizeOptions, 'treatmentToControlRatio'> = {}): number {
  const { zAlpha, zPower } = sizeOptions(options);
  return (zAlpha + zPower) * errorOf(arms);
}
