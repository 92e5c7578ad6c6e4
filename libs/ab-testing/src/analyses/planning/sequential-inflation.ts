import { asymptoticSequence } from '../sequential/asymptotic.ts';
import type { SequentialMethod } from '../sequential/index.ts';
import { mixtureSprt } from '../sequential/mixture-sprt.ts';
import { normalMixtureSequence } from '../sequential/normal-mixture.ts';
import { type SizeOptions, sizeOptions } from './size-options.ts';

/** Half width of each method in standard errors, when it is tuned to the planned size and effect, `effect` in standard errors. */
const halfWidths = {
  // Narrowest at the planned size: only the ratio of size and tuning counts.
  asymptotic: (effect, alpha) => halfWidth(asymptoticSequence, { alpha, tuningN: 1 }, effect),
  normalMixture: (effect, alpha) => halfWidth(normalMixtureSequence, { alpha, tuningN: 1 }, effect),
  // Mixed over effects as large as the planned one.
  mixtureSprt: (effect, alpha) => halfWidth(mixtureSprt, { alpha, mixingVariance: effect * effect }, effect),
} as const satisfies Record<SequentialMethod, (effect: number, alpha: number) => number>;

function halfWidth<Options>(
  method: (
    look: { difference: number; standardError: number; nTotal: number },
    options: Options,
  ) => { halfWidth: number },
  options: Options,
  difference: number,
): number {
  return method({ difference, standardError: 1, nTotal: 1 }, options).halfWidth;
}

/**
 * By which factor the size of a test with one look grows if a sequential method shall have found the effect with the same
 * power by the end: ((m + zPower) / (zAlpha + zPower))^2 with m the half width in standard errors at the planned end. An
 * upper bound, as the effect may show earlier; with a true effect of the planned size one stops sooner on average.
 *
 * @throws RangeError for options outside their range
 * @example sequentialInflation('asymptotic') // 1.74
 */
export function sequentialInflation(
  method: SequentialMethod,
  options: Pick<SizeOptions, 'alpha' | 'power'> = {},
): number {
  const { alpha, zAlpha, zPower } = sizeOptions(options);
  // The effect in standard errors at the planned end: the fixed point of effect = half width + zPower.
  let [low, high] = [zAlpha + zPower, 1000];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (middle < halfWidths[method](middle, alpha) + zPower) low = middle;
    else high = middle;
  }
  return (high / (zAlpha + zPower)) ** 2;
}
