import { kolmogorovLogSf } from '@harper-edge/stats';
import { checkAlpha, insufficientData, type NoResult, type TestResult } from '../drift-test-result.ts';
import { chooseKsMethod, type KsMethod, tiesUpTo } from '../kolmogorov-smirnov/choose-method.ts';
import { ksExactLogP } from '../kolmogorov-smirnov/exact-log-p.ts';
import { ksDistance, tieGroupEnds } from '../kolmogorov-smirnov/ks-distance.ts';
import { type Sample, sampleOf } from '../sorted-sample.ts';

export interface KsOptions {
  /**
   * - `exact`: P(D >= d) over all orders of n and m values; conservative if values are tied.
   * - `exactTies`: the same over all labellings of the values with their ties.
   * - `asymptotic`: the limiting Kolmogorov distribution.
   * - `auto`, the default: `exactTies` for ties among at most 400 values; `exact` if n = m or n m <= 4e6; otherwise
   *   `asymptotic`.
   *
   * `exact` takes O(n m) time where n and m differ: about a second at 10 000 each.
   */
  readonly method?: KsMethod | 'auto';
  /** The band about D has confidence 1 - alpha. In (0, 1), default 0.05. */
  readonly alpha?: number;
}

const methods: readonly unknown[] = ['exact', 'exactTies', 'asymptotic', 'auto'];

export interface KsResult extends TestResult {
  readonly method: KsMethod;
  /** Why this method. */
  readonly methodReason: string;
  /** The whole number n m D. */
  readonly h: number;
  /** Largest excess of the distribution function of the reference, and of that of the current values. */
  readonly dPlus: number;
  readonly dMinus: number;
}

/**
 * The two-sample Kolmogorov-Smirnov test, two-sided: D = max |F - G| of the empirical distribution functions. The effect
 * is D with the band D +- sqrt(log(2 / alpha) / 2) sqrt(1/n + 1/m) of Dvoretzky, Kiefer, Wolfowitz and Massart.
 * O(n + m) once sorted; p right to 1e-10, log10P also where p underflows.
 *
 * @throws RangeError for an alpha outside (0, 1) or an unknown method, TypeError for values that are no numbers
 * @example ksTest([1, 2, 3, 4], [3, 4, 5, 6]).statistic // 0.5
 */
export function ksTest(
  reference: Sample,
  current: Sample,
  { method = 'auto', alpha = 0.05 }: KsOptions = {},
): KsResult | NoResult {
  checkAlpha(alpha);
  if (!methods.includes(method)) throw new RangeError(`There is no method ${method}.`);
  const [first, second] = [sampleOf(reference), sampleOf(current)];
  const [x, y] = [first.sorted, second.sorted];
  const [n, m] = [x.length, y.length];
  if (n === 0 || m === 0) return insufficientData(1, 0);
  const { h, dPlus, dMinus } = ksDistance(x, y);
  const statistic = h / (n * m);
  const mayTie = method === 'exactTies' || (method === 'auto' && n + m <= tiesUpTo);
  const tieEnds = mayTie ? tieGroupEnds(x, y) : undefined;
  const chosen = method === 'auto' ? chooseKsMethod(n, m, tieEnds !== undefined) : { method, methodReason: 'as asked' };
  const logP = chosen.method === 'asymptotic' ? ksAsymptoticLogP(statistic, n, m) : ksExactLogP({ n, m, h, tieEnds });
  return {
    ok: true,
    statistic,
    pValue: Math.exp(logP),
    log10P: logP / Math.LN10,
    effect: distanceEffect(statistic, ksBand(n, m, alpha)),
    ...chosen,
    n,
    m,
    dropped: first.dropped + second.dropped,
    warnings: [],
    h,
    dPlus,
    dMinus,
  };
}

/** Natural logarithm of the asymptotic p-value of a distance. */
export const ksAsymptoticLogP = (distance: number, n: number, m: number): number =>
  kolmogorovLogSf(distance * Math.sqrt((n / (n + m)) * m));

/** Half the width of the simultaneous band about the difference of two empirical distribution functions. */
export const ksBand = (n: number, m: number, alpha: number): number =>
  Math.sqrt(Math.log(2 / alpha) / 2) * Math.sqrt(1 / n + 1 / m);

const distanceEffect = (distance: number, band: number) => ({
  name: 'D',
  value: distance,
  interval: { lower: Math.max(0, distance - band), upper: Math.min(1, distance + band) },
});
