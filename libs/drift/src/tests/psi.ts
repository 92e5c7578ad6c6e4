import { chiSquareLogSf, chiSquareSf } from '@harper-edge/stats';
import { type CountPair, sumOverShares, type Totals, totalsOf } from '../count-pair.ts';
import type { NoResult, TestResult } from '../drift-test-result.ts';

/**
 * What keeps the logarithm finite where a share is 0:
 * - `floor`: every share is at least 1e-4, without renormalising: no jump between 0 and very small shares.
 * - `replaceZeros`: only exact zeros become 1e-4.
 * - `laplace`: (count + 1/2) / (n + k / 2) for k categories.
 */
export type PsiSmoothing = 'floor' | 'replaceZeros' | 'laplace';

export interface PsiResult extends TestResult {
  /** (k - 1)(1/n + 1/m): about the index expected without any drift. */
  readonly nullMean: number;
  /** max(0, index - nullMean): the effect, and what the classes 0.1 and 0.25 are read on. */
  readonly excess: number;
  /** The Laplace-smoothed index times n m / (n + m): about chi-square with k - 1 degrees of freedom without drift. */
  readonly chiSquareApprox: number;
}

const least = 1e-4;

/** p and q of a category after smoothing; the exact difference where nothing was smoothed. */
const smoothings = {
  floor: (shares) => (shares.p >= least && shares.q >= least ? shares : pairOf(raised(shares.p), raised(shares.q))),
  replaceZeros: (shares) => (shares.p > 0 && shares.q > 0 ? shares : pairOf(shares.p || least, shares.q || least)),
  laplace: ({ p, q }, { n, m, k }) => pairOf((p * n + 0.5) / (n + k / 2), (q * m + 0.5) / (m + k / 2)),
} as const satisfies Record<PsiSmoothing, Smooth>;

interface Pair {
  readonly p: number;
  readonly q: number;
  readonly difference: number;
}

type Smooth = (shares: Pair, sizes: { readonly n: number; readonly m: number; readonly k: number }) => Pair;

const raised = (share: number): number => Math.max(share, least);
const pairOf = (p: number, q: number): Pair => ({ p, q, difference: p - q });

/** (p - q) log(p / q), without cancelling where p and q are close. */
const term = ({ p, q, difference }: Pair): number => {
  if (p === q || difference === 0) return 0;
  const ratio = difference / q;
  return difference * (Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(p / q));
};

/**
 * The population stability index sum (p - q) log(p / q) over categories or bins. Without drift it is not 0 but about
 * `nullMean`, so the classes 0.1 and 0.25 of the field mean something for `excess` only, and only where p is below
 * alpha. p is the chi-square tail of `chiSquareApprox`; for weights instead of counts it has no meaning.
 *
 * @throws RangeError for unequal lengths
 * @example psiTest({ reference: [25, 25, 25, 25], current: [20, 30, 30, 20] }).statistic // 0.04055
 */
export function psiTest(
  pair: CountPair,
  { smoothing = 'floor' }: { readonly smoothing?: PsiSmoothing } = {},
): PsiResult | NoResult {
  const totals = totalsOf(pair);
  if (!totals.ok) return totals;
  const { n, m } = totals;
  const k = pair.reference.length;
  const statistic = indexOf(pair, totals, smoothing);
  const nullMean = (k - 1) * (1 / n + 1 / m);
  const excess = Math.max(0, statistic - nullMean);
  const laplace = smoothing === 'laplace' ? statistic : indexOf(pair, totals, 'laplace');
  const chiSquareApprox = laplace * ((n / (n + m)) * m);
  const df = k - 1;
  const certain = df === 0 || chiSquareApprox === 0;
  return {
    ok: true,
    statistic,
    df,
    pValue: certain ? 1 : chiSquareSf(chiSquareApprox, df),
    log10P: certain ? 0 : chiSquareLogSf(chiSquareApprox, df) / Math.LN10,
    effect: { name: 'psiExcess', value: excess },
    method: `${smoothing}, chi-square approximation`,
    n,
    m,
    dropped: 0,
    warnings: [],
    nullMean,
    excess,
    chiSquareApprox,
  };
}

function indexOf(pair: CountPair, totals: Totals, smoothing: PsiSmoothing): number {
  const sizes = { n: totals.n, m: totals.m, k: pair.reference.length };
  // Not below 0 but for rounding.
  return Math.max(
    0,
    sumOverShares(pair, totals, (shares) => term(smoothings[smoothing](shares, sizes))),
  );
}
