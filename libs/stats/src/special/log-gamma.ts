import { polynomial } from './polynomial.ts';

/** Taylor coefficients of log Gamma(2 + z) / z: 1 - Euler's constant, then (-1)^k (zeta(k) - 1) / k from k = 2. */
const aroundTwo = [
  0.422784335098467139, 0.322467033424113218, -0.0673523010531980951, 0.0205808084277845479, -0.00738555102867398527,
  0.00289051033074152329, -0.00119275391170326098, 0.000509669524743042422, -0.00022315475845357938,
  0.0000994575127818085337, -0.0000449262367381331417, 0.0000205072127756706916, -9.4394882752683959e-6,
  4.3748667899074878e-6, -2.03921575380136624e-6, 9.55141213040741983e-7, -4.49246919876456604e-7,
  2.12071848055546659e-7, -1.00432248239680996e-7, 4.76981016936398057e-8, -2.27110946089431649e-8,
  1.08386592148969541e-8, -5.18347504197004666e-9, 2.48367454380247832e-9, -1.19214014058609121e-9,
  5.73136724167886201e-10, -2.75952288512423315e-10, 1.33047643742444895e-10, -6.42296456383810002e-11,
];

/** Stirling's series in 1 / x^2: Bernoulli(2k) / (2k (2k - 1)). */
const stirling = [
  0.083333333333333333, -0.0027777777777777778, 0.00079365079365079365, -0.00059523809523809524, 0.00084175084175084175,
  -0.0019175269175269175, 0.0064102564102564103, -0.029550653594771242, 0.17964437236883057,
];

const halfLogTwoPi = 0.918_938_533_204_672_8;

/**
 * log Gamma(x) for x > 0, Infinity at 0, NaN below. Relative error below 1e-14, also next to the zeros at 1 and 2: from
 * 10 on Stirling's series, around 1 and 2 the Taylor series at 2 (Abramowitz and Stegun 6.1.33), between by recurrence.
 */
export function logGamma(x: number): number {
  if (!(x >= 0)) return Number.NaN;
  if (x === Infinity) return Infinity;
  if (x >= 10) return (x - 0.5) * Math.log(x) - x + (halfLogTwoPi + stirlingError(x));
  if (x < 0.5) return logGammaOnePlus(x) - Math.log(x);
  if (x < 1.5) return logGammaOnePlus(x - 1);
  let [argument, product] = [x, 1];
  while (argument > 2.5) {
    argument -= 1;
    product *= argument;
  }
  const z = argument - 2;
  return z * polynomial(aroundTwo, z) + Math.log(product);
}

/** log Gamma(1 + z) for z >= -1/2 without rounding 1 + z first: full relative precision for the smallest z. */
export function logGammaOnePlus(z: number): number {
  return Math.abs(z) <= 0.5 ? z * polynomial(aroundTwo, z) - Math.log1p(z) : logGamma(1 + z);
}

/**
 * The error of Stirling's formula, log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2), for x > 0: positive, about
 * 1 / (12 x). Prefactors of the gamma and beta distributions made of it and of `deviance` keep their digits where
 * differences of log-gammas would not (Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000).
 */
export function stirlingError(x: number): number {
  if (x < 10) return logGamma(x) - ((x - 0.5) * Math.log(x) - x + halfLogTwoPi);
  return polynomial(stirling, 1 / (x * x)) / x;
}
