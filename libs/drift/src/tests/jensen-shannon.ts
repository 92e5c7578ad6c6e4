import { type CountPair, sumOverShares, totalsOf } from '../count-pair.ts';
import type { NoResult, TestResult } from '../drift-test-result.ts';
import { chiSquareTest, type CountTestOptions } from './chi-square.ts';
import { withDistance } from './with-distance.ts';

export type Divergences =
  | {
      readonly ok: true;
      /** Jensen-Shannon divergence in nats, at most log 2, and in bits, at most 1; the distances are their roots. */
      readonly divergenceNat: number;
      readonly divergenceBits: number;
      readonly distanceNat: number;
      readonly distanceBase2: number;
      /** Kullback-Leibler divergence of the current from the reference shares, sum p log(p / q): Infinity for q = 0 < p. */
      readonly klRefToCur: number;
    }
  | NoResult;

/**
 * The Jensen-Shannon divergence of two sets of counts or weights, without smoothing: with m = (p + q) / 2 the mean of
 * sum p log(p / m) and sum q log(q / m). Each category adds m ((1 + t) log(1 + t) + (1 - t) log(1 - t)) / 2 with
 * t = (p - q) / (p + q), which is never negative, so close shares lose no digits.
 *
 * @throws RangeError for unequal lengths
 */
export function jensenShannon(pair: CountPair): Divergences {
  const totals = totalsOf(pair);
  if (!totals.ok) return totals;
  const divergenceNat = Math.min(
    Math.LN2,
    sumOverShares(pair, totals, ({ p, q, difference }) =>
      p + q === 0 ? 0 : ((p + q) / 4) * twoSidedEntropy(difference / (p + q)),
    ),
  );
  const kl = sumOverShares(pair, totals, ({ p, q, difference }) => {
    if (p === 0) return 0;
    const ratio = difference / q;
    return p * (Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(p / q));
  });
  const divergenceBits = Math.min(1, divergenceNat / Math.LN2);
  return {
    ok: true,
    divergenceNat,
    divergenceBits,
    distanceNat: Math.sqrt(divergenceNat),
    distanceBase2: Math.sqrt(divergenceBits),
    klRefToCur: Math.max(0, kl),
  };
}

/** (1 + t) log(1 + t) + (1 - t) log(1 - t) = sum over k >= 1 of t^(2k) / (k (2k - 1)), for |t| <= 1. */
function twoSidedEntropy(t: number): number {
  if (Math.abs(t) >= 1) return 2 * Math.LN2;
  if (Math.abs(t) > 0.1) return (1 + t) * Math.log1p(t) + (1 - t) * Math.log1p(-t);
  let sum = 0;
  for (let k = 8; k >= 1; k -= 1) sum = (sum + 1 / (k * (2 * k - 1))) * t * t;
  return sum;
}

/** The chi-square test of the counts with the Jensen-Shannon distance, base 2 and in [0, 1], as statistic and effect. */
export function jensenShannonTest(pair: CountPair, options: CountTestOptions = {}): TestResult | NoResult {
  const divergences = jensenShannon(pair);
  return divergences.ok
    ? withDistance(chiSquareTest(pair, options), { name: 'jensenShannon', value: divergences.distanceBase2 })
    : divergences;
}
