import { deviance } from './deviance.ts';
import { erfcx } from './erfcx.ts';
import { polynomial } from './polynomial.ts';
import type { Tail } from './tail.ts';

/** Row k holds the Taylor coefficients in eta of c_k, DLMF 8.12.9 to 8.12.12, enough for |eta| < 0.4 and a > 1e4. */
const expansions = [
  [
    -0.33333333333333333, 0.083333333333333333, -0.014814814814814815, 0.0011574074074074074, 0.0003527336860670194,
    -0.00017875514403292181, 3.9192631785224378e-5, -2.1854485106799922e-6, -1.85406221071516e-6, 8.296711340953086e-7,
    -1.7665952736826079e-7, 6.7078535434014986e-9, 1.0261809784240308e-8, -4.3820360184533532e-9,
    9.1476995822367902e-10, -2.551419399494625e-11, -5.8307721325504251e-11,
  ],
  [
    -0.0018518518518518519, -0.0034722222222222222, 0.0026455026455026455, -0.00099022633744855967,
    0.00020576131687242798, -4.0187757201646091e-7, -1.8098550334489978e-5, 7.6491609160811101e-6,
    -1.6120900894563446e-6, 4.6471278028074343e-9, 1.378633446915721e-7, -5.752545603517705e-8, 1.1951628599778147e-8,
    -1.7543241719747648e-11,
  ],
  [
    0.0041335978835978836, -0.0026813271604938272, 0.00077160493827160494, 2.0093878600823045e-6,
    -0.00010736653226365161, 5.2923448829120125e-5, -1.2760635188618728e-5, 3.4235787340961381e-8,
    1.3721957309062933e-6, -6.298992138380055e-7,
  ],
  [
    0.00064943415637860082, 0.00022947209362139918, -0.00046918949439525571, 0.00026772063206283885,
    -7.5618016718839764e-5,
  ],
];

/**
 * The incomplete gamma function for a large shape a and x near it, by Temme's uniform expansion (DLMF 8.12.3 to 8.12.8):
 * with eta^2 / 2 = x / a - 1 - log(x / a), Q = erfc(eta sqrt(a / 2)) / 2 + exp(-a eta^2 / 2) / sqrt(2 pi a) times the sum
 * of c_k(eta) / a^k. The exponential is taken out of both, so the smaller tail keeps its digits. O(1).
 */
export function temmeTail(a: number, x: number): Tail {
  const exponent = deviance(a, x);
  const upper = x > a;
  const eta = Math.sqrt((2 * exponent) / a) * (upper ? 1 : -1);
  let sum = 0;
  for (const coefficients of expansions.toReversed()) sum = sum / a + polynomial(coefficients, eta);
  const correction = sum / Math.sqrt(2 * Math.PI * a);
  const factor = 0.5 * erfcx(Math.sqrt(exponent)) + (upper ? correction : -correction);
  return { side: upper ? 'upper' : 'lower', logScale: -exponent, factor };
}
