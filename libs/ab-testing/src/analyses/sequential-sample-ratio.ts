import { dirichletMultinomialLogBayesFactor, type NoTest } from '@harper-edge/stats';
import { checkShare } from './comparison.ts';
import { anytimeP } from './sequential/confidence-sequence.ts';

export interface SequentialSampleRatioOptions {
  /** Mismatch at this chance of a false alarm over all looks together. Default 0.001. */
  readonly alpha?: number;
  /** Weight K of the planned shares before any unit, in units; larger finds smaller mismatches later. Default 1000. */
  readonly concentration?: number;
  /** The p-value of the look before: the smallest of all looks counts. Default 1. */
  readonly previousPValue?: number;
}

export type SequentialSampleRatio =
  | {
      readonly ok: true;
      readonly method: 'dirichletMultinomial';
      readonly logBayesFactor: number;
      /** The smallest of all looks. */
      readonly pValue: number;
      readonly mismatch: boolean;
    }
  | NoTest;

/**
 * Whether the arms get the shares of units they are to get, to be asked at any time: the Bayes factor of shares from a
 * Dirichlet distribution around the planned ones, K w, against the planned ones themselves is an e-value. Lindon and
 * Malek, "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022.
 *
 * @throws RangeError for weights that are not finite, negative or all 0, or options outside their range
 */
export function sequentialSampleRatio(
  counts: ArrayLike<number>,
  weights: ArrayLike<number>,
  { alpha = 0.001, concentration = 1000, previousPValue = 1 }: SequentialSampleRatioOptions = {},
): SequentialSampleRatio {
  checkShare('alpha', alpha);
  if (!(previousPValue >= 0 && previousPValue <= 1)) {
    throw new RangeError(`A p-value lies in [0, 1], got ${previousPValue}.`);
  }
  const evidence = dirichletMultinomialLogBayesFactor(counts, weights, concentration);
  if (!evidence.ok) return evidence;
  const { logBayesFactor } = evidence;
  const pValue = Math.min(previousPValue, anytimeP(logBayesFactor).pValue);
  return { ok: true, method: 'dirichletMultinomial', logBayesFactor, pValue, mismatch: pValue <= alpha };
}
