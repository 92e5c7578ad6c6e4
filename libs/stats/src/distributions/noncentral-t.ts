import { logPoissonTerm } from '../special/incomplete-gamma.ts';
import { normalLogSf, normalSf } from './normal.ts';

/**
 * Upper tail P(T > t) of the noncentral t distribution, (Z + noncentrality) / sqrt(V / df) with Z standard normal and V
 * chi-square with df degrees of freedom: the power of a t test. As the integral of the upper normal tail at
 * t s - noncentrality over the density of s = sqrt(V / df), by the trapezoidal rule in log s, whose error falls
 * exponentially; the step is halved until that adds nothing. Relative error below 1e-11 for t >= 0, absolute for t < 0.
 * NaN unless df > 0. About 50 microseconds.
 */
export function noncentralTSf(t: number, df: number, noncentrality: number): number {
  if (!(df > 0) || Number.isNaN(t) || !Number.isFinite(noncentrality)) return Number.NaN;
  if (t < 0) return 1 - noncentralTSf(-t, df, -noncentrality);
  if (t === Infinity) return 0;
  if (t === 0 || df === Infinity) return normalSf(t - noncentrality);
  const logIntegrand = (u: number): number =>
    logPoissonTerm(df / 2, (df / 2) * Math.exp(2 * u)) + normalLogSf(t * Math.exp(u) - noncentrality);
  const mode = maximiseUnimodal(logIntegrand, ...logSpread(df));
  const top = logIntegrand(mode);
  const [low, high] = logSpread(df).map((end) => levelCrossing(logIntegrand, { inside: mode, end, level: top - 42 }));
  const scaled = (u: number): number => Math.exp(logIntegrand(u) - top);
  return Math.min(1, df * Math.exp(top) * trapezoid(scaled, low as number, high as number));
}

/** Lower tail P(T <= t). */
export const noncentralTCdf = (t: number, df: number, noncentrality: number): number =>
  noncentralTSf(-t, df, -noncentrality);

/** Values of log s outside of which its density is below exp(-700). */
function logSpread(df: number): [number, number] {
  const half = df / 2;
  return [-(750 / df) - 0.5, 0.5 * Math.log(1 + (40 * Math.sqrt(half) + 800) / half)];
}

/** Ternary search for the place of the maximum, to a part in 1e6 of the range. */
function maximiseUnimodal(f: (u: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let round = 0; round < 45; round += 1) {
    const third = (high - low) / 3;
    if (f(low + third) < f(high - third)) low += third;
    else high -= third;
  }
  return (low + high) / 2;
}

/** Where f falls to `level` between `inside` and `end`, by bisection; `end` if it does not. */
function levelCrossing(
  f: (u: number) => number,
  { inside, end, level }: { inside: number; end: number; level: number },
): number {
  if (f(end) >= level) return end;
  let [above, below] = [inside, end];
  for (let round = 0; round < 40; round += 1) {
    const middle = (above + below) / 2;
    if (f(middle) >= level) above = middle;
    else below = middle;
  }
  return below;
}

function trapezoid(f: (u: number) => number, low: number, high: number): number {
  let steps = 32;
  let width = (high - low) / steps;
  let sum = (f(low) + f(high)) / 2;
  for (let step = 1; step < steps; step += 1) sum += f(low + step * width);
  let integral = sum * width;
  for (; steps < 100_000; steps *= 2) {
    for (let step = 0; step < steps; step += 1) sum += f(low + (step + 0.5) * width);
    width /= 2;
    const refined = sum * width;
    // Half the step squares the error, so what follows a change of 1e-9 is rounding.
    if (Math.abs(refined - integral) <= 1e-9 * refined) return refined;
    integral = refined;
  }
  return integral;
}
