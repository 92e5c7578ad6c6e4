import { checkShare, type Effect } from './comparison.ts';
import { referenceTest } from './compare-estimates.ts';
import type { ConfidenceSequence } from './sequential/confidence-sequence.ts';

export interface NonInferiorityOptions {
  /** The largest harm that is acceptable, positive, in the unit of the effect: absolute or relative as the effect is. */
  readonly margin: number;
  /** Which direction is harm: `lowerIsBetter` for latencies and error rates. Default `higherIsBetter`. */
  readonly direction?: 'higherIsBetter' | 'lowerIsBetter';
  /** One-sided chance to let pass a treatment that is worse by the margin. Default 0.05. */
  readonly alpha?: number;
}

export interface NonInferiority {
  /** The harm is shown to be smaller than the margin. */
  readonly nonInferior: boolean;
  /** The harm is shown to be larger than the margin, at the same alpha. */
  readonly inferior: boolean;
  readonly pValue: number;
  readonly log10P: number;
}

/**
 * A guardrail: the null hypothesis is that the treatment is worse by the margin or more, effect <= -margin, and rejecting
 * it shows that the metric is safe. Not finding harm is not enough. p is the upper tail of (effect + margin) / se, of
 * Student's t if df is given. For one look at the end; `sequentialNonInferiority` for any number.
 *
 * @throws RangeError for options outside their range
 */
export function nonInferiority(
  { estimate, standardError }: Pick<Effect, 'estimate' | 'standardError'>,
  { df = Infinity, ...options }: NonInferiorityOptions & { readonly df?: number },
): NonInferiority {
  const { margin, direction, alpha } = checked(options);
  const benefit = direction === 'lowerIsBetter' ? -estimate : estimate;
  const distance = benefit + margin;
  const statistic = distance === 0 ? 0 : distance / standardError;
  const test = referenceTest(statistic, { df, alternative: 'greater' });
  const opposite = referenceTest(statistic, { df, alternative: 'less' });
  return { nonInferior: test.pValue <= alpha, inferior: opposite.pValue <= alpha, ...test };
}

/**
 * The same at any look: non-inferior as soon as the confidence sequence of the effect lies above -margin. The sequence is
 * two-sided at its own alpha, so the one-sided chance of error is below that.
 *
 * @param sequence of the effect at this look, or the intersection of all looks
 * @throws RangeError for a margin that is not positive
 */
export function sequentialNonInferiority(
  { lower, upper }: Pick<ConfidenceSequence, 'lower' | 'upper'>,
  options: Omit<NonInferiorityOptions, 'alpha'>,
): Pick<NonInferiority, 'nonInferior' | 'inferior'> {
  const { margin, direction } = checked(options);
  const [least, most] = direction === 'lowerIsBetter' ? [-upper, -lower] : [lower, upper];
  return { nonInferior: least > -margin, inferior: most < -margin };
}

function checked({ margin, direction = 'higherIsBetter', alpha = 0.05 }: NonInferiorityOptions) {
  checkShare('alpha', alpha);
  if (!(margin > 0 && margin < Infinity)) throw new RangeError(`A margin is positive and finite, got ${margin}.`);
  return { margin, direction, alpha };
}
