import { chiSquareLogSf, chiSquareSf } from '../distributions/chi-square.ts';

/** The p-value of a chi-square statistic and its base-10 logarithm; 1 without degrees of freedom. */
export function chiSquareTail(statistic: number, df: number): { pValue: number; log10P: number } {
  if (df === 0 || statistic === 0) return { pValue: 1, log10P: 0 };
  const pValue = chiSquareSf(statistic, df);
  // Only where the p-value has lost digits its logarithm has to be computed by itself.
  return { pValue, log10P: pValue > 1e-290 ? Math.log10(pValue) : chiSquareLogSf(statistic, df) / Math.LN10 };
}
