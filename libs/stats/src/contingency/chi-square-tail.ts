import { gammaTail } from '../special/incomplete-gamma.ts';
import { tailLog, tailProbability } from '../special/tail.ts';

/** The p-value of a chi-square statistic and its base-10 logarithm, from one evaluation; 1 without degrees of freedom. */
export function chiSquareTail(statistic: number, df: number): { pValue: number; log10P: number } {
  if (df === 0 || statistic === 0) return { pValue: 1, log10P: 0 };
  const tail = gammaTail(df / 2, statistic / 2);
  return { pValue: tailProbability(tail, 'upper'), log10P: tailLog(tail, 'upper') / Math.LN10 };
}
