import { gammaCdf, gammaIsf, gammaLogCdf, gammaLogSf, gammaQuantile, gammaSf } from './gamma.ts';

/** Lower tail P(X <= x) of the chi-square distribution, which is twice a gamma variable of shape df / 2. NaN unless df > 0. */
export const chiSquareCdf = (x: number, df: number): number => gammaCdf(x / 2, df / 2);

/** Upper tail P(X > x): the p-value of a chi-square statistic. 1 for x <= 0, NaN unless df > 0. */
export const chiSquareSf = (x: number, df: number): number => gammaSf(x / 2, df / 2);

/** Natural logarithm of `chiSquareCdf`, also where that underflows. */
export const chiSquareLogCdf = (x: number, df: number): number => gammaLogCdf(x / 2, df / 2);

/** Natural logarithm of `chiSquareSf`, also where that underflows. */
export const chiSquareLogSf = (x: number, df: number): number => gammaLogSf(x / 2, df / 2);

/** The x with lower tail `probability`: 0 at 0, Infinity at 1, NaN outside [0, 1] and unless df > 0. */
export const chiSquareQuantile = (probability: number, df: number): number => 2 * gammaQuantile(probability, df / 2);

/** The x with upper tail `probability`: Infinity at 0, 0 at 1, NaN outside [0, 1] and unless df > 0. */
export const chiSquareIsf = (probability: number, df: number): number => 2 * gammaIsf(probability, df / 2);
