import { invertLogTail } from '../special/invert-log-tail.ts';

/** Below, the theta series for the lower tail converges faster, and the upper tail is above one half. */
const crossover = 0.828;

/**
 * Upper tail of the limiting Kolmogorov distribution, P(K > x) = 2 sum over k >= 1 of (-1)^(k-1) exp(-2 k^2 x^2): the
 * asymptotic p-value of a Kolmogorov-Smirnov test at x = D sqrt(n m / (n + m)). Below 0.828 as 1 minus the theta series
 * sqrt(2 pi) / x sum of exp(-(2k - 1)^2 pi^2 / (8 x^2)). 1 for x <= 0, NaN for NaN. (Marsaglia, Tsang and Wang,
 * "Evaluating Kolmogorov's Distribution", Journal of Statistical Software 8 (2003).)
 */
export function kolmogorovSf(x: number): number {
  if (x < crossover) return 1 - kolmogorovCdf(x);
  return 2 * Math.exp(-2 * x * x) * alternatingSum(x, 0);
}

/** Natural logarithm of `kolmogorovSf`, also where that underflows. */
export function kolmogorovLogSf(x: number): number {
  if (x < crossover) return Math.log1p(-kolmogorovCdf(x));
  return x === Infinity ? -Infinity : Math.LN2 - 2 * x * x + Math.log(alternatingSum(x, 0));
}

/** Lower tail P(K <= x), with full relative precision also where it is tiny. */
export function kolmogorovCdf(x: number): number {
  if (x >= crossover) return 1 - kolmogorovSf(x);
  if (x <= 0) return 0;
  return Math.exp(logThetaScale(x)) * thetaSum(x, 0);
}

/** The x with upper tail `probability`: Infinity at 0, 0 at 1, NaN outside [0, 1]. */
export function kolmogorovIsf(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN;
  if (probability === 0) return Infinity;
  if (probability === 1) return 0;
  if (probability > 0.5) {
    const target = Math.log1p(-probability);
    return invertLogTail(target, lowerLogTail, { start: 0.5, floor: 0.04 });
  }
  // 2 exp(-2 x^2) is above the tail, so its solution lies above ours: below it in -x.
  const bound = -Math.sqrt(-0.5 * Math.log(probability / 2));
  return -invertLogTail(Math.log(probability), upperLogTail, { start: bound, floor: bound });
}

const upperLogTail = (u: number) => ({
  logTail: kolmogorovLogSf(-u),
  slope: (-4 * u * alternatingSum(-u, 2)) / alternatingSum(-u, 0),
});

const lowerLogTail = (x: number) => ({
  logTail: x < crossover ? logThetaScale(x) + Math.log(thetaSum(x, 0)) : Math.log(kolmogorovCdf(x)),
  slope: (((Math.PI * Math.PI) / (4 * x * x)) * (thetaSum(x, 2) / thetaSum(x, 0)) - 1) / x,
});

/** sum over k >= 1 of (-1)^(k-1) k^power exp(-2 (k^2 - 1) x^2). */
function alternatingSum(x: number, power: number): number {
  let sum = 1;
  for (let k = 2; k <= 8; k += 1) {
    sum += (k % 2 === 0 ? -1 : 1) * k ** power * Math.exp(-2 * (k * k - 1) * x * x);
  }
  return sum;
}

const logThetaScale = (x: number): number => 0.5 * Math.log(2 * Math.PI) - Math.log(x) - (Math.PI / x) ** 2 / 8;

/** sum over odd j of j^power exp(-(j^2 - 1) pi^2 / (8 x^2)). */
function thetaSum(x: number, power: number): number {
  let sum = 1;
  for (let odd = 3; odd <= 9; odd += 2) sum += odd ** power * Math.exp((-(odd * odd - 1) * (Math.PI / x) ** 2) / 8);
  return sum;
}
