import { binomialLogPmf } from '../distributions/binomial.ts';

/** `draws` without replacement from a population of `successes` and `failures`. All are counts. */
export interface Urn {
  readonly successes: number;
  readonly failures: number;
  readonly draws: number;
}

/** The least and the greatest number of successes that can be drawn. */
export const supportOf = ({ successes, failures, draws }: Urn) =>
  ({ least: Math.max(0, draws - failures), greatest: Math.min(draws, successes) }) as const;

/** The number of successes that is most likely drawn. */
export const modeOf = ({ successes, failures, draws }: Urn): number =>
  Math.floor(((draws + 1) / (successes + failures + 2)) * (successes + 1));

/**
 * Natural logarithm of the probability to draw k successes, as three binomial probabilities at the rate
 * draws / population, which keep their digits for counts of billions (Loader, 2000).
 */
export function logHypergeometric(k: number, { successes, failures, draws }: Urn): number {
  const rate = draws / (successes + failures);
  return (
    binomialLogPmf(k, successes, rate) +
    binomialLogPmf(draws - k, failures, rate) -
    binomialLogPmf(draws, successes + failures, rate)
  );
}

/** P(k + 1) / P(k). */
export const stepUp = (k: number, { successes, failures, draws }: Urn): number =>
  (((successes - k) / (k + 1)) * (draws - k)) / (failures - draws + k + 1);
