import { chebyshev } from './chebyshev.ts';

/** Chebyshev coefficients of (1 + 2x) exp(x^2) erfc(x) in t = (x - 3.75) / (x + 3.75), for all x from 0 to infinity. */
const coefficients = [
  1.1775789345674017541, -0.0045900545806464773309, -0.084249133366517915584, 0.059209939998191890498,
  -0.026658668435305752277, 0.0090749976707052650939, -0.0024131635404176081909, 0.00049077583652580863229,
  -0.000069169733025012063671, 4.1390279860730101675e-6, 7.7403830661984906686e-7, -2.1886401049234395661e-7,
  1.0764999465670910377e-8, 4.5219598112182868979e-9, -7.7544002088313511065e-10, -6.3180883408866844944e-11,
  2.8687950109306698981e-11, 1.945586854577734723e-13, -9.6546967484334389059e-13, 3.2525481481487398415e-14,
  3.3478119482868053878e-14, -1.8645628804193131015e-15, -1.2507950530688647085e-15, 7.418235256624043463e-17,
  5.0681489047961113168e-17,
];

/**
 * The scaled complementary error function exp(x^2) erfc(x): the upper tail without its exponential factor, which
 * neither underflows nor loses digits. One Chebyshev series for all x >= 0, after Shepherd and Laframboise, "Chebyshev
 * Approximation of (1 + 2x) exp(x^2) erfc x in 0 <= x < infinity", Mathematics of Computation 36 (1981), p. 249; for
 * x < 0 by erfcx(-x) = 2 exp(x^2) - erfcx(x). Relative error below 1e-15 for x >= 0; Infinity below -26.7.
 */
export function erfcx(x: number): number {
  if (x < 0) return 2 / expMinusSquare(x) - erfcx(-x);
  if (x > 1e8) return 1 / (Math.sqrt(Math.PI) * x);
  return chebyshev(coefficients, (x - 3.75) / (x + 3.75)) / (1 + 2 * x);
}

/**
 * The complementary error function 1 - erf(x) = 2 / sqrt(pi) times the integral of exp(-t^2) from x to infinity, with
 * full relative precision in the upper tail down to 1e-307, and 0 above x = 26.6.
 */
export function erfc(x: number): number {
  if (Math.abs(x) < 0.5) return 1 - erf(x);
  return x < 0 ? 2 - erfc(-x) : erfcx(x) * expMinusSquare(x);
}

/**
 * The error function, odd, from -1 to 1, with full relative precision also near 0: below 1 the series
 * 2 / sqrt(pi) exp(-x^2) sum of 2^k x^(2k+1) / (1 * 3 * ... * (2k+1)), whose terms are all of one sign (Abramowitz and
 * Stegun, Handbook of Mathematical Functions, 7.1.6).
 */
export function erf(x: number): number {
  if (Math.abs(x) >= 1) return x < 0 ? erfc(-x) - 1 : 1 - erfc(x);
  let [term, sum] = [x, x];
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (2 * x * x) / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/**
 * exp(-x^2) without the rounding error of the square, which the exponential would multiply by x^2: x is split into an
 * upper part of 24 bits, whose square is exact, and a rest.
 */
function expMinusSquare(x: number): number {
  if (Math.abs(x) > 30) return 0;
  const upper = Math.fround(x);
  return Math.exp(-upper * upper) * Math.exp((upper - x) * (upper + x));
}
