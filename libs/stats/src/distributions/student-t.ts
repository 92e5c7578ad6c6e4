import { type BetaPoint, betaTail } from '../special/incomplete-beta.ts';
import { type Tail, tailLog, tailProbability } from '../special/tail.ts';
import { betaLogit, logBeta } from './beta-logit.ts';
import { normalIsf, normalLogSf, normalSf } from './normal.ts';

/** Upper tail P(T > t) of Student's t distribution with `df` > 0 degrees of freedom; normal for df = Infinity. */
export function studentTSf(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return Number.NaN;
  if (df === Infinity) return normalSf(t);
  const half = 0.5 * tailProbability(twoSidedTail(t, df), 'lower');
  return t < 0 ? 1 - half : half;
}

/** Natural logarithm of `studentTSf`, also where that underflows. */
export function studentTLogSf(t: number, df: number): number {
  if (!(df > 0) || Number.isNaN(t)) return Number.NaN;
  if (df === Infinity) return normalLogSf(t);
  const twoSided = twoSidedTail(t, df);
  if (t < 0) return Math.log1p(-0.5 * tailProbability(twoSided, 'lower'));
  return tailLog(twoSided, 'lower') - Math.LN2;
}

/** Lower tail P(T <= t). */
export const studentTCdf = (t: number, df: number): number => studentTSf(-t, df);

/** Natural logarithm of `studentTCdf`, also where that underflows. */
export const studentTLogCdf = (t: number, df: number): number => studentTLogSf(-t, df);

/** The t with upper tail `probability`: Infinity at 0, -Infinity at 1, NaN outside [0, 1] and unless df > 0. */
export function studentTIsf(probability: number, df: number): number {
  if (!(probability >= 0 && probability <= 1) || !(df > 0)) return Number.NaN;
  if (df === Infinity) return normalIsf(probability);
  if (probability > 0.5) return -studentTIsf(1 - probability, df);
  if (probability === 0.5) return 0;
  // df / (df + T^2) is beta with shapes df / 2 and 1/2; its lower tail is the two-sided tail of T.
  const logit = betaLogit(2 * probability, { a: df / 2, b: 0.5, side: 'lower' });
  return Math.sqrt(df) * Math.exp(-0.5 * logit);
}

/** The t with lower tail `probability`: minus `studentTIsf`. */
export const studentTQuantile = (probability: number, df: number): number => -studentTIsf(probability, df);

/** P(|T| > |t|) as a lower tail of the beta distribution of df / (df + T^2). */
function twoSidedTail(t: number, df: number): Tail {
  const ratio = Math.abs(t) / Math.sqrt(df);
  const [a, b] = [df / 2, 0.5];
  // Beyond this df / t^2 is the whole of the series, and would underflow.
  if (ratio > 1e100) return { side: 'lower', logScale: -df * Math.log(ratio) - logBeta(a, b), factor: 1 / a };
  const square = ratio * ratio;
  const point: BetaPoint = { a, b, x: 1 / (1 + square), y: square / (1 + square) };
  return betaTail(point);
}
