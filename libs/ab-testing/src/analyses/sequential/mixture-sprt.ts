import {
  type ConfidenceSequence,
  type Look,
  type SequentialOptions,
  checkLook,
  sequenceAround,
} from './confidence-sequence.ts';

export interface MixtureSprtOptions extends SequentialOptions {
  /** Variance T of the effects thought possible, in the squared unit of the metric: the square of a typical effect. */
  readonly mixingVariance: number;
  /** The interval at alpha / 2 instead, the more conservative form in Statsig's documentation. Default false. */
  readonly halfAlpha?: boolean;
}

/**
 * The mixture sequential probability ratio test: with V = se^2, log likelihood ratio log(V / (V + T)) / 2 +
 * d^2 T / (2 V (V + T)), half width sqrt(V (V + T) / T (-2 log alpha - log(V / (V + T)))). Johari, Koomen, Pekelis and
 * Walsh, "Always Valid Inference: Continuous Monitoring of A/B Tests", Operations Research 70 (2022), p. 1806. T must not
 * be chosen by the data it is used on.
 *
 * @throws RangeError for options outside their range or a look that cannot be
 */
export function mixtureSprt(
  look: Look,
  { alpha = 0.05, mixingVariance, halfAlpha = false }: MixtureSprtOptions,
): ConfidenceSequence {
  checkLook(look, alpha);
  if (!(mixingVariance > 0 && mixingVariance < Infinity)) {
    throw new RangeError(`A mixing variance is positive, got ${mixingVariance}.`);
  }
  const { difference, standardError } = look;
  const v = standardError * standardError;
  const logShrinkage = -Math.log1p(mixingVariance / v);
  const bound = -2 * Math.log(halfAlpha ? alpha / 2 : alpha) - logShrinkage;
  return sequenceAround(look, {
    halfWidth: standardError * Math.sqrt((v / mixingVariance + 1) * bound),
    logEValue: logShrinkage / 2 + (difference / standardError) ** 2 / (2 * (v / mixingVariance + 1)),
  });
}
