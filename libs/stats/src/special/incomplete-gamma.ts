import { deviance } from './deviance.ts';
import { logGammaOnePlus, stirlingError } from './log-gamma.ts';
import { noTail, type Tail } from './tail.ts';
import { temmeTail } from './temme.ts';

/**
 * The regularised incomplete gamma function of shape a > 0 and x: lower tail P(a, x), upper tail Q(a, x) = 1 - P, the
 * one of the two that is not close to 1. Series for x < a + 1, continued fraction by Lentz's method above (DLMF 8.11.4
 * and 8.9.2), for a > 1e4 and x near a Temme's uniform expansion. Relative error about 1e-14, in the far tails 1e-13.
 */
export function gammaTail(a: number, x: number): Tail {
  if (x <= 0) return noTail('lower');
  if (x === Infinity) return noTail('upper');
  if (a > 1e4 && Math.abs(x - a) < 0.3 * a) return temmeTail(a, x);
  if (a < 1 && x < 1.5) return smallShapeTail(a, x);
  const logScale = logPoissonTerm(a, x);
  if (x < a + 1) return { side: 'lower', logScale, factor: lowerSeries(a, x) };
  return { side: 'upper', logScale, factor: a * upperFraction(a, x) };
}

/** log(x^a exp(-x) / Gamma(a + 1)). */
export function logPoissonTerm(a: number, x: number): number {
  if (a < 1) return a * Math.log(x) - x - logGammaOnePlus(a);
  return -stirlingError(a) - deviance(a, x) - 0.5 * Math.log(2 * Math.PI * a);
}

/** The sum of x^n / ((a + 1) ... (a + n)) over n >= 0. */
function lowerSeries(a: number, x: number): number {
  let [term, sum] = [1, 1];
  for (let denominator = a + 1; term > sum * 1e-17; denominator += 1) {
    term *= x / denominator;
    sum += term;
  }
  return sum;
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))). */
function upperFraction(a: number, x: number): number {
  let denominator = x + 1 - a;
  let c = Infinity;
  let d = 1 / denominator;
  let value = d;
  const limit = 300 + 20 * Math.sqrt(a);
  for (let n = 1; n < limit; n += 1) {
    const numerator = -n * (n - a);
    denominator += 2;
    d = 1 / (numerator * d + denominator);
    c = denominator + numerator / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}

/** For a < 1 and x < 1.5 the lower tail may be close to 1: then Q = 1 - x^a / Gamma(a + 1) and what is left of the series. */
function smallShapeTail(a: number, x: number): Tail {
  const logPower = a * Math.log(x) - logGammaOnePlus(a);
  // P = x^a / Gamma(a + 1) (1 + a (sum over n >= 1 of (-x)^n / (n! (a + n)))), DLMF 8.7.1.
  let [term, sum] = [1, 0];
  for (let n = 1; n < 40; n += 1) {
    term *= -x / n;
    sum += term / (a + n);
  }
  const lower = Math.exp(logPower) * (1 + a * sum);
  if (lower < 0.7) return { side: 'lower', logScale: logPower - x, factor: lowerSeries(a, x) };
  return { side: 'upper', logScale: 0, factor: -Math.expm1(logPower) - Math.exp(logPower) * a * sum };
}
