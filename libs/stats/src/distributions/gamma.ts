import { gammaTail, logPoissonTerm } from '../special/incomplete-gamma.ts';
import { invertLogTail } from '../special/invert-log-tail.ts';
import { logGammaOnePlus } from '../special/log-gamma.ts';
import { type Side, tailLog, tailProbability } from '../special/tail.ts';
import { normalIsf, normalQuantile } from './normal.ts';

const valid = (x: number, shape: number): boolean => shape > 0 && shape < Infinity && !Number.isNaN(x);

/** Lower tail P(X <= x) of the gamma distribution with this shape and scale 1: P(shape, x). NaN unless shape > 0. */
export const gammaCdf = (x: number, shape: number): number =>
  valid(x, shape) ? tailProbability(gammaTail(shape, x), 'lower') : Number.NaN;

/** Upper tail P(X > x) of the gamma distribution with this shape and scale 1: Q(shape, x). NaN unless shape > 0. */
export const gammaSf = (x: number, shape: number): number =>
  valid(x, shape) ? tailProbability(gammaTail(shape, x), 'upper') : Number.NaN;

/** Natural logarithm of `gammaCdf`, also where that underflows. */
export const gammaLogCdf = (x: number, shape: number): number =>
  valid(x, shape) ? tailLog(gammaTail(shape, x), 'lower') : Number.NaN;

/** Natural logarithm of `gammaSf`, also where that underflows. */
export const gammaLogSf = (x: number, shape: number): number =>
  valid(x, shape) ? tailLog(gammaTail(shape, x), 'upper') : Number.NaN;

/** The x with lower tail `probability`: 0 at 0, Infinity at 1, NaN outside [0, 1] and unless shape > 0. */
export const gammaQuantile = (probability: number, shape: number): number => invert(probability, shape, 'lower');

/** The x with upper tail `probability`: Infinity at 0, 0 at 1, NaN outside [0, 1] and unless shape > 0. */
export const gammaIsf = (probability: number, shape: number): number => invert(probability, shape, 'upper');

function invert(probability: number, shape: number, side: Side): number {
  if (!(probability >= 0 && probability <= 1) || !valid(probability, shape)) return Number.NaN;
  const smallSide: Side = probability <= 0.5 === (side === 'lower') ? 'lower' : 'upper';
  const small = probability <= 0.5 ? probability : 1 - probability;
  if (small === 0) return smallSide === 'lower' ? 0 : Infinity;
  const target = Math.log(small);
  const sign = smallSide === 'lower' ? 1 : -1;
  // In log x both log tails are concave; the upper one falls, so it is solved in -log x.
  const u = invertLogTail(
    target,
    (at) => {
      const x = Math.exp(sign * at);
      const logTail = tailLog(gammaTail(shape, x), smallSide);
      return { logTail, slope: shape * Math.exp(logPoissonTerm(shape, x) - logTail) };
    },
    {
      start: sign * startLog(small, shape, smallSide),
      floor: sign > 0 ? (target + logGammaOnePlus(shape)) / shape : -710,
    },
  );
  return Math.exp(sign * u);
}

/** log x by the cube of Wilson and Hilferty (1931), in the lower tail where that fails by the first term of the series. */
function startLog(small: number, shape: number, side: Side): number {
  const z = side === 'lower' ? normalQuantile(small) : normalIsf(small);
  const cube = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
  if (cube > 0.1) return Math.log(shape) + 3 * Math.log(cube);
  return (Math.log(small) + logGammaOnePlus(shape)) / shape;
}
