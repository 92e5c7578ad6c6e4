import { logBetaTerm } from '../special/incomplete-beta.ts';

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
 * Natural logarithm of the probability to draw k successes. As three binomial probabilities at the rate
 * draws / population, in deviance form (Loader, 2000), so that counts of billions keep their digits.
 */
export function logHypergeometric(k: number, { successes, failures, draws }: Urn): number {
  const population = successes + failures;
  if (draws === 0 || draws === population) return 0;
  const [p, q] = [draws / population, (population - draws) / population];
  return (
    logBinomial(k, successes - k, { p, q }) +
    logBinomial(draws - k, failures - (draws - k), { p, q }) -
    logBinomial(draws, population - draws, { p, q })
  );
}

/** P(k + 1) / P(k). */
export const stepUp = (k: number, { successes, failures, draws }: Urn): number =>
  (((successes - k) / (k + 1)) * (draws - k)) / (failures - draws + k + 1);

/** log of the probability of `hits` and `misses` at success probability p = 1 - q. */
function logBinomial(hits: number, misses: number, { p, q }: { p: number; q: number }): number {
  if (hits === 0) return misses * (p < 0.5 ? Math.log1p(-p) : Math.log(q));
  if (misses === 0) return hits * (q < 0.5 ? Math.log1p(-q) : Math.log(p));
  return logBetaTerm({ a: hits, b: misses, x: p, y: q }) - Math.log((hits / (hits + misses)) * misses);
}
