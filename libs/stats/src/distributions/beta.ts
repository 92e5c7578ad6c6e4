import { betaTail } from '../special/incomplete-beta.ts';
import { type Side, tailLog, tailProbability } from '../special/tail.ts';
import { betaLogit } from './beta-logit.ts';

const valid = (x: number, a: number, b: number): boolean =>
  a > 0 && b > 0 && a < Infinity && b < Infinity && !Number.isNaN(x);
const tailAt = (x: number, a: number, b: number) => betaTail({ a, b, x, y: 1 - x });

/** Lower tail P(X <= x) of the beta distribution with shapes a and b: I_x(a, b). NaN unless a > 0 and b > 0. */
export const betaCdf = (x: number, a: number, b: number): number =>
  valid(x, a, b) ? tailProbability(tailAt(x, a, b), 'lower') : Number.NaN;

/** Upper tail P(X > x): 1 - I_x(a, b). NaN unless a > 0 and b > 0. */
export const betaSf = (x: number, a: number, b: number): number =>
  valid(x, a, b) ? tailProbability(tailAt(x, a, b), 'upper') : Number.NaN;

/** Natural logarithm of `betaCdf`, also where that underflows. */
export const betaLogCdf = (x: number, a: number, b: number): number =>
  valid(x, a, b) ? tailLog(tailAt(x, a, b), 'lower') : Number.NaN;

/** Natural logarithm of `betaSf`, also where that underflows. */
export const betaLogSf = (x: number, a: number, b: number): number =>
  valid(x, a, b) ? tailLog(tailAt(x, a, b), 'upper') : Number.NaN;

/** The x with lower tail `probability`: 0 at 0, 1 at 1, NaN outside [0, 1] and unless a > 0 and b > 0. */
export const betaQuantile = (probability: number, a: number, b: number): number =>
  invert(probability, { a, b, side: 'lower' });

/** The x with upper tail `probability`: 1 at 0, 0 at 1, NaN outside [0, 1] and unless a > 0 and b > 0. */
export const betaIsf = (probability: number, a: number, b: number): number =>
  invert(probability, { a, b, side: 'upper' });

function invert(probability: number, { a, b, side }: { a: number; b: number; side: Side }): number {
  if (!(probability >= 0 && probability <= 1) || !valid(probability, a, b)) return Number.NaN;
  return 1 / (1 + Math.exp(-betaLogit(probability, { a, b, side })));
}
