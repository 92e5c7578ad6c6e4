import { betaCdf, betaLogCdf, betaLogSf, betaSf } from './beta.ts';

/**
 * Upper tail P(X > k) of the number of successes in `trials` independent trials of success probability `rate`: the
 * incomplete beta function I_rate(floor(k) + 1, trials - floor(k)). NaN unless trials is a whole number that is not
 * negative and rate lies in [0, 1].
 */
export const binomialSf = (k: number, trials: number, rate: number): number =>
  outside(k, trials, rate) ?? betaCdf(rate, Math.floor(k) + 1, trials - Math.floor(k));

/** Lower tail P(X <= k). */
export const binomialCdf = (k: number, trials: number, rate: number): number => {
  const upper = outside(k, trials, rate);
  return upper === undefined ? betaSf(rate, Math.floor(k) + 1, trials - Math.floor(k)) : 1 - upper;
};

/** Natural logarithm of `binomialSf`, also where that underflows. */
export const binomialLogSf = (k: number, trials: number, rate: number): number => {
  const upper = outside(k, trials, rate);
  return upper === undefined ? betaLogCdf(rate, Math.floor(k) + 1, trials - Math.floor(k)) : Math.log(upper);
};

/** Natural logarithm of `binomialCdf`, also where that underflows. */
export const binomialLogCdf = (k: number, trials: number, rate: number): number => {
  const upper = outside(k, trials, rate);
  return upper === undefined ? betaLogSf(rate, Math.floor(k) + 1, trials - Math.floor(k)) : Math.log1p(-upper);
};

/** The upper tail where it needs no beta function: NaN for invalid parameters, 1 below 0, 0 from `trials` on. */
function outside(k: number, trials: number, rate: number): number | undefined {
  if (!Number.isInteger(trials) || trials < 0 || !(rate >= 0 && rate <= 1) || Number.isNaN(k)) return Number.NaN;
  if (k < 0) return 1;
  return k >= trials ? 0 : undefined;
}
