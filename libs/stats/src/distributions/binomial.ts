import { deviance } from '../special/deviance.ts';
import { stirlingError } from '../special/log-gamma.ts';
import { betaCdf, betaLogCdf, betaLogSf, betaSf } from './beta.ts';

/**
 * Natural logarithm of P(X = k), through Stirling errors and deviances, so that it keeps its digits for any number of
 * trials (Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000). -Infinity for a k that cannot occur,
 * NaN unless trials is a whole number that is not negative and rate lies in [0, 1].
 */
export function binomialLogPmf(k: number, trials: number, rate: number): number {
  const upper = outside(k, trials, rate);
  if (Number.isNaN(upper)) return Number.NaN;
  if (!Number.isInteger(k) || k < 0 || k > trials) return -Infinity;
  // 0 times the logarithm of 0 is 0 here: what cannot happen did not.
  if (k === 0) return trials === 0 ? 0 : trials * Math.log1p(-rate);
  if (k === trials) return trials * Math.log(rate);
  const failures = trials - k;
  const [successMean, failureMean] = [trials * rate, trials * (1 - rate)];
  if (successMean === 0 || failureMean === 0) return -Infinity;
  const stirling = stirlingError(trials) - stirlingError(k) - stirlingError(failures);
  const deviances = deviance(k, successMean) + deviance(failures, failureMean);
  return stirling - deviances - 0.5 * Math.log((2 * Math.PI * k * failures) / trials);
}

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
