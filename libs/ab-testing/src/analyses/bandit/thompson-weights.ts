import type { Proportion } from '@harper-edge/stats';
import type { BetaPrior } from '../bayesian/beta-posterior.ts';
import { rankBayesian } from '../bayesian/compare-bayesian.ts';
import type { NoResult } from '../comparison.ts';

export interface ThompsonOptions {
  /** Default Beta(1, 1). */
  readonly prior?: BetaPrior;
  /** Smallest weight of an arm, from 0 to 1 / arms, so that none is given up for good. Default 0.01. */
  readonly floor?: number;
  /** Every arm has at least this many units before weights leave equality. Default 100. */
  readonly minimumUnits?: number;
  /**
   * Top-two sampling: with this probability the best arm of a draw, else the best of another draw that differs from it.
   * It tells the best arm apart faster (Russo, "Simple Bayesian Algorithms for Best-Arm Identification", Operations
   * Research 68 (2020), p. 1625, with 1/2). Default 1, which is plain Thompson sampling.
   */
  readonly topTwo?: number;
}

export type ThompsonWeights =
  | {
      readonly ok: true;
      /** One per arm, at least the floor; they sum to 1. */
      readonly weights: readonly number[];
      /** P(arm has the highest rate), exact. */
      readonly chancesToBeBest: readonly number[];
      /** Still equal, since an arm has too few units. */
      readonly warmingUp: boolean;
    }
  | NoResult;

/**
 * The shares of units the arms of a bandit get in the next period: Thompson sampling assigns each arm with its chance to
 * be best, and here that chance is computed instead of drawn. Weights are for a whole period and are to be logged with
 * it, since the analysis divides by them (`analyseBandit`). Chapelle and Li, "An Empirical Evaluation of Thompson
 * Sampling", NeurIPS 2011.
 *
 * @param arms successes and trials of at least two arms, of all periods so far
 * @throws RangeError for fewer than two arms or options outside their range
 */
export function thompsonWeights(
  arms: readonly Proportion[],
  { prior = { alpha: 1, beta: 1 }, floor = 0.01, minimumUnits = 100, topTwo = 1 }: ThompsonOptions = {},
): ThompsonWeights {
  const count = arms.length;
  if (!(floor >= 0 && floor * count <= 1)) throw new RangeError(`A floor lies in [0, 1 / ${count}], got ${floor}.`);
  if (!(topTwo > 0 && topTwo <= 1)) throw new RangeError(`topTwo lies in (0, 1], got ${topTwo}.`);
  if (!(minimumUnits >= 0)) throw new RangeError(`minimumUnits is not negative, got ${minimumUnits}.`);
  const ranking = rankBayesian(arms, { prior });
  if (!ranking.ok) return ranking;
  const chancesToBeBest = ranking.arms.map(({ chanceToBeBest }) => chanceToBeBest);
  if (arms.some(({ trials }) => trials < minimumUnits)) {
    return { ok: true, weights: arms.map(() => 1 / count), chancesToBeBest, warmingUp: true };
  }
  return {
    ok: true,
    weights: withFloor(topTwoShares(chancesToBeBest, topTwo), floor),
    chancesToBeBest,
    warmingUp: false,
  };
}

/** p_i (beta + (1 - beta) sum over j != i of p_j / (1 - p_j)). */
function topTwoShares(chances: readonly number[], topTwo: number): readonly number[] {
  if (topTwo === 1) return chances;
  // 1 - p from the others, so that a chance next to 1 divides by what is left and not by 0.
  const rests = chances.map((_, index) => chances.reduce((sum, chance, at) => (at === index ? sum : sum + chance), 0));
  const leader = rests.findIndex((rest) => rest === 0);
  // One arm is certain: the second draw never differs, and goes to all others alike.
  if (leader >= 0) return chances.map((_, at) => (at === leader ? topTwo : (1 - topTwo) / (chances.length - 1)));
  const odds = chances.map((chance, index) => chance / (rests[index] as number));
  return chances.map((chance, index) => {
    const others = odds.reduce((sum, odd, at) => (at === index ? sum : sum + chance * odd), 0);
    return topTwo * chance + (1 - topTwo) * others;
  });
}

/** Raises weights below the floor to it, at the expense of the others in proportion. */
function withFloor(shares: readonly number[], floor: number): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const weights = shares.map((share) => share / total);
  const atFloor = new Set<number>();
  for (;;) {
    const free = weights.reduce((sum, weight, arm) => (atFloor.has(arm) ? sum : sum + weight), 0);
    const scale = (1 - atFloor.size * floor) / free;
    const low = weights.findIndex((weight, arm) => !atFloor.has(arm) && weight * scale < floor);
    if (low < 0) return weights.map((weight, arm) => (atFloor.has(arm) ? floor : weight * scale));
    atFloor.add(low);
  }
}
