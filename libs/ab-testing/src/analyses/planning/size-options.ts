import { normalIsf } from '@harper-edge/stats';
import { checkShare } from '../comparison.ts';

/** What every planned size depends on. */
export interface SizeOptions {
  /** Chance of a false alarm, in (0, 1). Default 0.05. */
  readonly alpha?: number;
  /** Chance to find the effect if it is there, in (0, 1). Default 0.8. */
  readonly power?: number;
  /** Units of the treatment per unit of the control, positive. Default 1. */
  readonly treatmentToControlRatio?: number;
  /** 1 or 2. Default 2. */
  readonly sides?: 1 | 2;
}

/** The options with their defaults and the normal quantiles z of alpha / sides and of power. */
export function sizeOptions({ alpha = 0.05, power = 0.8, treatmentToControlRatio = 1, sides = 2 }: SizeOptions) {
  checkShare('alpha', alpha);
  checkShare('A power', power);
  if (![1, 2].includes(sides)) throw new RangeError(`A test has 1 or 2 sides, got ${sides}.`);
  if (!(treatmentToControlRatio > 0 && treatmentToControlRatio < Infinity)) {
    throw new RangeError(`A ratio of sizes is positive, got ${treatmentToControlRatio}.`);
  }
  return {
    alpha,
    power,
    sides,
    ratio: treatmentToControlRatio,
    zAlpha: normalIsf(alpha / sides),
    zPower: normalIsf(1 - power),
  };
}

/** @throws RangeError unless the value is a positive finite number */
export function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} is positive and finite, got ${value}.`);
}
