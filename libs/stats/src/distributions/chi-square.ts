import { erfcx } from '../special/erfcx.ts';
import { gammaCdf, gammaIsf, gammaLogCdf, gammaLogSf, gammaQuantile, gammaSf } from './gamma.ts';

/** Lower tail P(X <= x) of the chi-square distribution, which is twice a gamma variable of shape df / 2. NaN unless df > 0. */
export const chiSquareCdf = (x: number, df: number): number => gammaCdf(x / 2, df / 2);

/** Upper tail P(X > x): the p-value of a chi-square statistic. 1 for x <= 0, NaN unless df > 0. */
export const chiSquareSf = (x: number, df: number): number =>
  df >= 1 && df <= 60 && x > 0 && x < 1400 && Number.isInteger(df) ? finiteSum(x / 2, df) : gammaSf(x / 2, df / 2);

/** Natural logarithm of `chiSquareCdf`, also where that underflows. */
export const chiSquareLogCdf = (x: number, df: number): number => gammaLogCdf(x / 2, df / 2);

/** Natural logarithm of `chiSquareSf`, also where that underflows. */
export const chiSquareLogSf = (x: number, df: number): number => gammaLogSf(x / 2, df / 2);

/** The x with lower tail `probability`: 0 at 0, Infinity at 1, NaN outside [0, 1] and unless df > 0. */
export const chiSquareQuantile = (probability: number, df: number): number => 2 * gammaQuantile(probability, df / 2);

/** The x with upper tail `probability`: Infinity at 0, 0 at 1, NaN outside [0, 1] and unless df > 0. */
export const chiSquareIsf = (probability: number, df: number): number => 2 * gammaIsf(probability, df / 2);

/**
 * The upper tail for a whole number of degrees of freedom is a finite sum (Abramowitz and Stegun 26.4.4 and 26.4.5):
 * with y = x / 2, exp(-y) times the sum of y^k / k! over k < df / 2, or for an odd df erfcx(sqrt y) and the sum of
 * y^(k + 1/2) / Gamma(k + 3/2). All terms are positive, so the tail keeps its digits; several times faster than the
 * incomplete gamma function. For y so small that exp(-y) does not underflow.
 */
function finiteSum(y: number, df: number): number {
  const odd = df % 2;
  const root = Math.sqrt(y);
  let term = odd === 1 ? (2 / Math.sqrt(Math.PI)) * root : 1;
  let sum = odd === 1 ? erfcx(root) : 0;
  for (let k = 1 + odd / 2; 2 * k <= df; k += 1) {
    sum += term;
    term *= y / k;
  }
  return Math.min(1, Math.exp(-y) * sum);
}
