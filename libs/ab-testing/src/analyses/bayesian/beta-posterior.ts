import { betaQuantile, type BetaShapes, type Proportion } from '@harper-edge/stats';
import { checkShare, type NoResult } from '../comparison.ts';

/** Shapes of the beta prior of a conversion rate, both positive: `alpha - 1` successes and `beta - 1` failures seen before. */
export interface BetaPrior {
  readonly alpha: number;
  readonly beta: number;
}

export interface BetaPosterior extends BetaShapes {
  readonly mean: number;
  /** Equal-tailed credible interval. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * The posterior of a conversion rate, Beta(alpha + successes, beta + trials - successes), with its credible interval. No
 * trials give the prior.
 *
 * @throws RangeError for a prior whose shapes are not positive, or a level outside (0, 1)
 */
export function betaPosterior(
  { successes, trials }: Proportion,
  { prior: { alpha, beta }, level }: { readonly prior: BetaPrior; readonly level: number },
): BetaPosterior | NoResult {
  checkShare('A credible level', level);
  if (!(alpha > 0 && beta > 0 && Math.max(alpha, beta) <= Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`Shapes of a prior are positive and at most 2^53, got ${alpha} and ${beta}.`);
  }
  if (!Number.isSafeInteger(successes) || !Number.isSafeInteger(trials) || successes < 0 || successes > trials) {
    const detail = `Counts are whole numbers 0 <= successes <= trials, got ${successes} of ${trials}.`;
    return { ok: false, reason: 'invalidCounts', detail };
  }
  const [a, b] = [alpha + successes, beta + (trials - successes)];
  const [lower, upper] = [(1 - level) / 2, (1 + level) / 2].map((p) => betaQuantile(p, a, b)) as [number, number];
  return { a, b, mean: a / (a + b), lower, upper };
}
