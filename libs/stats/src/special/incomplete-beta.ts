import { deviance } from './deviance.ts';
import { differenceOfProducts } from './difference-of-products.ts';
import { stirlingError } from './log-gamma.ts';
import { noTail, type Tail } from './tail.ts';

/** Shapes a and b, positive, and a point x in [0, 1] with y = 1 - x, given by itself because it may be tiny. */
export interface BetaPoint {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
}

/**
 * The regularised incomplete beta function: lower tail I_x(a, b), upper tail I_y(b, a), the one on the side of the point
 * away from the mean. Continued fraction DLMF 8.17.22 by Lentz's method, as many terms as it needs, of the order of
 * sqrt(max(a, b)), with a prefactor made of deviances (Loader, 2000). Relative error about 1e-13 up to shapes of 1e6.
 */
export function betaTail({ a, b, x, y }: BetaPoint): Tail {
  if (x <= 0) return noTail('lower');
  if (y <= 0) return noTail('upper');
  const logScale = logBetaTerm({ a, b, x, y });
  if (x * (b + 1) < y * (a + 1)) return { side: 'lower', logScale, factor: 1 / inverseFraction({ a, b, x, y }) };
  return { side: 'upper', logScale, factor: 1 / inverseFraction({ a: b, b: a, x: y, y: x }) };
}

/** log(x^a y^b / B(a, b)). */
export function logBetaTerm({ a, b, x, y }: BetaPoint): number {
  const n = a + b;
  const difference = distanceFromMean({ a, b, x, y });
  return (
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    deviance(a, n * x, difference) -
    deviance(b, n * y, -difference) +
    0.5 * Math.log((a / n) * (b / (2 * Math.PI)))
  );
}

/**
 * The even part of that continued fraction, inverted: its terms hold a - (a + b) x as one number, where the plain form
 * cancels as soon as one shape is much larger than the other (DiDonato and Morris, ACM TOMS 18 (1992), formula 8).
 */
function inverseFraction({ a, b, x, y }: BetaPoint): number {
  const excess = distanceFromMean({ a, b, x, y }) + 1;
  let value = (a * excess) / (a + 1);
  let c = value;
  let d = 0;
  const limit = 300 + 20 * Math.sqrt(Math.max(a, b));
  for (let m = 1; m < limit; m += 1) {
    const odd = a + 2 * m - 1;
    const numerator = ((a + m - 1) / odd) * ((a + b + m - 1) / odd) * (m * (b - m) * x * x);
    const denominator = m + (m * (b - m) * x) / odd + ((a + m) / (odd + 2)) * (excess + m * (1 + y));
    d = 1 / (denominator + numerator * d);
    c = denominator + numerator / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 2e-16) break;
  }
  return value;
}

/** a - (a + b) x from the smaller of x and y, which is the exact one of the two. */
function distanceFromMean({ a, b, x, y }: BetaPoint): number {
  return x < y ? differenceOfProducts([a, 1], [a + b, x]) : differenceOfProducts([a + b, y], [b, 1]);
}
