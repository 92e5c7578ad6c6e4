import { deviance } from '../special/deviance.ts';
import { stirlingError } from '../special/log-gamma.ts';
import { invalidCount, type NoTest } from './no-test.ts';
import { plannedWeights } from './planned-weights.ts';

/**
 * The natural logarithm of the Bayes factor of shares that follow a Dirichlet distribution around the planned ones,
 * with parameters K w, against the planned shares w themselves, given counts s with sum n:
 * log Gamma(K) - log Gamma(K + n) + sum of (log Gamma(K w + s) - log Gamma(K w)) - sum of s log w. By Stirling's formula
 * with its errors and deviances, so that millions of counts cancel no digits. Infinity for a count in a cell of weight 0.
 *
 * @param planned weights, finite and not negative, one per count, at least one positive; need not sum to 1
 * @param concentration K, positive
 * @throws RangeError for other weights or concentrations
 */
export function dirichletMultinomialLogBayesFactor(
  counts: ArrayLike<number>,
  planned: ArrayLike<number>,
  concentration: number,
): { readonly ok: true; readonly logBayesFactor: number } | NoTest {
  if (!(concentration > 0 && concentration < Infinity)) {
    throw new RangeError(`A concentration is positive, got ${concentration}.`);
  }
  const { weights, total } = plannedWeights(planned, counts.length);
  const invalid = invalidCount(counts);
  if (invalid !== undefined) return invalid;
  const n = Array.from(counts).reduce((sum, count) => sum + count, 0);
  let logBayesFactor =
    0.5 * Math.log1p(n / concentration) + stirlingError(concentration) - stirlingError(concentration + n);
  for (let cell = 0; cell < counts.length; cell += 1) {
    const [count, share] = [counts[cell] as number, (weights[cell] as number) / total];
    if (share === 0 && count > 0) return { ok: true, logBayesFactor: Infinity };
    if (share === 0) continue;
    const prior = concentration * share;
    // Posterior parameter against its mean under the planned shares: their difference is that of the count.
    logBayesFactor += deviance(prior + count, (concentration + n) * share, count - n * share);
    logBayesFactor += stirlingError(prior + count) - stirlingError(prior) - 0.5 * Math.log1p(count / prior);
  }
  return { ok: true, logBayesFactor };
}
