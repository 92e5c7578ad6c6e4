import {
  type ConfidenceSequence,
  type Look,
  type SequentialOptions,
  checkLook,
  sequenceAround,
} from './confidence-sequence.ts';

export interface TunedOptions extends SequentialOptions {
  /** Units of both arms at which the interval is narrowest, positive. */
  readonly tuningN?: number;
}

/** rho^2 = (-2 log alpha + log(1 - 2 log alpha)) / tuningN: narrowest at tuningN. */
const asymptoticRhoSquared = (alpha: number, tuningN: number): number =>
  (-2 * Math.log(alpha) + Math.log(1 - 2 * Math.log(alpha))) / tuningN;

/**
 * The asymptotic confidence sequence: with v = n rho^2 + 1, half width se sqrt(2 v log(sqrt(v) / alpha) / (n rho^2)),
 * log e-value n rho^2 d^2 / (2 v se^2) - log(v) / 2. It asks only for a finite variance; its promise holds from the sizes
 * on where the mean is near normal. Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory
 * and asymptotic confidence sequences" (2023), the rule of GrowthBook too. tuningN is 5000 by default.
 *
 * @throws RangeError for options outside their range or a look that cannot be
 */
export function asymptoticSequence(
  look: Look,
  { alpha = 0.05, tuningN = 5000 }: TunedOptions = {},
): ConfidenceSequence {
  checkLook(look, alpha);
  checkTuning(tuningN);
  const { difference, standardError, nTotal } = look;
  const information = nTotal * asymptoticRhoSquared(alpha, tuningN);
  const v = information + 1;
  return sequenceAround(look, {
    halfWidth: standardError * Math.sqrt(((2 * v) / information) * Math.log(Math.sqrt(v) / alpha)),
    logEValue: (information / (2 * v)) * (difference / standardError) ** 2 - Math.log(v) / 2,
  });
}

export function checkTuning(tuningN: number): void {
  if (!(tuningN > 0 && tuningN < Infinity))
    throw new RangeError(`tuningN is a positive number of units, got ${tuningN}.`);
}
