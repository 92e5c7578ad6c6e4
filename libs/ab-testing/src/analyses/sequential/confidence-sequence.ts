import { checkShare } from '../comparison.ts';

/** An estimate as it stands at one look: from all units of both arms so far. */
export interface Look {
  /** Treatment minus control. */
  readonly difference: number;
  readonly standardError: number;
  /** Units of both arms together. */
  readonly nTotal: number;
}

export interface SequentialOptions {
  /** Chance of a false alarm over all looks together, in (0, 1). Default 0.05. */
  readonly alpha?: number;
}

/**
 * What may be said at this look, however often one has looked before and will look again: over all looks together the
 * interval misses the truth, or the p-value falls to alpha without an effect, with probability at most alpha.
 */
export interface ConfidenceSequence {
  readonly lower: number;
  readonly upper: number;
  readonly halfWidth: number;
  /** Natural logarithm of the e-value: the evidence against no effect. */
  readonly logEValue: number;
  /** min(1, 1 / e-value), valid at any look. */
  readonly pValue: number;
  readonly log10P: number;
}

/** @throws RangeError for a look that cannot be, or an alpha outside (0, 1) */
export function checkLook({ difference, standardError, nTotal }: Look, alpha: number): void {
  checkShare('alpha', alpha);
  if (!Number.isFinite(difference)) throw new RangeError(`A difference is finite, got ${difference}.`);
  if (!Number.isFinite(standardError) || standardError < 0) {
    throw new RangeError(`A standard error is finite and not negative, got ${standardError}.`);
  }
  if (standardError > 0 && !Number.isFinite((difference / standardError) ** 2)) {
    throw new RangeError(`A standard error of ${standardError} is too small for a difference of ${difference}.`);
  }
  if (!Number.isFinite(nTotal) || nTotal < 0) throw new RangeError(`nTotal is a count of units, got ${nTotal}.`);
}

/** Before there is any variation nothing is known: the whole line and p = 1. */
export function sequenceAround(
  { difference, standardError, nTotal }: Look,
  { halfWidth, logEValue }: { readonly halfWidth: number; readonly logEValue: number },
): ConfidenceSequence {
  if (standardError === 0 || nTotal === 0) {
    return { lower: -Infinity, upper: Infinity, halfWidth: Infinity, logEValue: 0, pValue: 1, log10P: 0 };
  }
  return {
    lower: difference - halfWidth,
    upper: difference + halfWidth,
    halfWidth,
    logEValue,
    ...anytimeP(logEValue),
  };
}

/** The p-value of an e-value: 1 over it, at most 1. */
export const anytimeP = (logEValue: number): { readonly pValue: number; readonly log10P: number } => ({
  pValue: Math.min(1, Math.exp(-logEValue)),
  log10P: Math.min(0, -logEValue / Math.LN10),
});
