import { erf, erfcx } from '../special/erfcx.ts';

const logSqrtTwoPi = 0.918_938_533_204_672_8;

/** Density of the standard normal distribution: exp(-z^2 / 2) / sqrt(2 pi). */
export const normalPdf = (z: number): number => expMinusHalfSquare(z) / Math.sqrt(2 * Math.PI);

/** Lower tail P(Z <= z) of the standard normal distribution. NaN for NaN. */
export const normalCdf = (z: number): number => normalSf(-z);

/** Natural logarithm of `normalCdf`, also where that underflows. */
export const normalLogCdf = (z: number): number => normalLogSf(-z);

/**
 * Upper tail P(Z > z) of the standard normal distribution: exp(-z^2 / 2) erfcx(z / sqrt 2) / 2, with the square split
 * so that the relative error stays below 1e-15 down to 1e-300. NaN for NaN.
 */
export function normalSf(z: number): number {
  if (Math.abs(z) < 1) return 0.5 - 0.5 * erf(z / Math.SQRT2);
  return z < 0 ? 1 - normalSf(-z) : 0.5 * expMinusHalfSquare(z) * erfcx(z / Math.SQRT2);
}

/** Natural logarithm of `normalSf`: full relative precision in both tails, also where `normalSf` underflows. */
export function normalLogSf(z: number): number {
  if (z === Infinity) return -Infinity;
  if (z < 1) return Math.log1p(-normalSf(-z));
  return -0.5 * z * z + Math.log(0.5 * erfcx(z / Math.SQRT2));
}

/** The z with lower tail `probability`: minus `normalIsf`. */
export const normalQuantile = (probability: number): number => -normalIsf(probability);

/**
 * The z with upper tail `probability`, with full relative precision from 1e-308 to 1 - 1e-16: Infinity at 0,
 * -Infinity at 1, NaN outside [0, 1]. From a rational start by two or three steps of Halley's method.
 */
export function normalIsf(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN;
  if (probability > 0.5) return -normalIsf(1 - probability);
  return probability > 0.25 ? centralIsf(0.5 - probability) : normalIsfLog(Math.log(probability));
}

/** The z whose upper tail has the natural logarithm `logProbability` <= 0, also where the tail itself underflows. */
export function normalIsfLog(logProbability: number): number {
  if (!(logProbability <= 0)) return Number.NaN;
  if (logProbability === -Infinity) return Infinity;
  if (logProbability > -0.7) return -normalIsf(-Math.expm1(logProbability));
  if (logProbability > -1.3) return normalIsf(Math.exp(logProbability));
  let z = tailStart(logProbability);
  for (let step = 0; step < 8; step += 1) {
    const hazard = Math.sqrt(2 / Math.PI) / erfcx(z / Math.SQRT2);
    const change = (normalLogSf(z) - logProbability) / hazard;
    // Halley's step for log S, whose derivatives are -h and -h (h - z).
    z += change / (1 + 0.5 * change * (hazard - z));
    if (Math.abs(change) <= 1e-6 * z) break;
  }
  return z;
}

/** The z >= 0 with P(0 < Z < z) = `central`, at most 1/4: Halley's method on erf, which is precise near 0. */
function centralIsf(central: number): number {
  let z = central * Math.sqrt(2 * Math.PI);
  for (let step = 0; step < 8; step += 1) {
    const change = (0.5 * erf(z / Math.SQRT2) - central) / normalPdf(z);
    z -= change / (1 + 0.5 * change * z);
    if (Math.abs(change) <= 1e-6 * z) break;
  }
  return z;
}

/** Within 5e-4: Hastings' rational approximation (Abramowitz and Stegun 26.2.23), far out the asymptotic form. */
function tailStart(logProbability: number): number {
  const t = Math.sqrt(-2 * logProbability);
  if (t > 30) return Math.sqrt(t * t - 2 * (logSqrtTwoPi + Math.log(t)));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  return t - numerator / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
}

/** exp(-z^2 / 2), with z split so that the square of its upper part is exact. */
function expMinusHalfSquare(z: number): number {
  if (Math.abs(z) > 40) return 0;
  const upper = Math.fround(z);
  return Math.exp(-0.5 * upper * upper) * Math.exp(0.5 * (upper - z) * (upper + z));
}
