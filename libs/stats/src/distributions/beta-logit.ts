import { betaTail, logBetaTerm } from '../special/incomplete-beta.ts';
import { invertLogTail } from '../special/invert-log-tail.ts';
import { logGamma, stirlingError } from '../special/log-gamma.ts';
import { type Side, tailLog } from '../special/tail.ts';
import { normalQuantile } from './normal.ts';

/**
 * log(x / (1 - x)) for the x whose tail on `side` under the beta distribution with shapes a and b is `probability` in
 * [0, 1]: the logit keeps the digits of both x and 1 - x. -Infinity and Infinity at the ends.
 */
export function betaLogit(
  probability: number,
  { a, b, side }: { readonly a: number; readonly b: number; readonly side: Side },
): number {
  const fromLower = probability <= 0.5 === (side === 'lower');
  const small = probability <= 0.5 ? probability : 1 - probability;
  return fromLower ? lowerLogit(small, a, b) : -lowerLogit(small, b, a);
}

function lowerLogit(probability: number, a: number, b: number): number {
  if (probability === 0) return -Infinity;
  const target = Math.log(probability);
  return invertLogTail(
    target,
    (u) => {
      const point = { a, b, x: 1 / (1 + Math.exp(-u)), y: 1 / (1 + Math.exp(u)) };
      const logTail = tailLog(betaTail(point), 'lower');
      return { logTail, slope: Math.exp(logBetaTerm(point) - logTail) };
    },
    {
      start: Math.log(a / b) + normalQuantile(probability) * Math.sqrt(1 / a + 1 / b),
      // The density of the logit is below exp(a u) / B(a, b), so its lower tail is below exp(a u) / (a B(a, b)).
      floor: (target + Math.log(a) + logBeta(a, b)) / a,
    },
  );
}

/** log B(a, b) through the errors of Stirling's formula: differences of log-gammas would cancel for large shapes. */
export function logBeta(a: number, b: number): number {
  const n = a + b;
  if (n < 10) return logGamma(a) + logGamma(b) - logGamma(n);
  return (
    stirlingError(a) +
    stirlingError(b) -
    stirlingError(n) +
    a * Math.log(a / n) +
    b * Math.log(b / n) +
    0.5 * Math.log((2 * Math.PI * n) / a / b)
  );
}
