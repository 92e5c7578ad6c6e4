import { topK, type ScoredIndex } from '@harper-edge/stats';

/** How alike two items are, by their places. */
export type Likeness = (a: number, b: number) => number;

export interface DiversifyOptions {
  readonly limit: number;
  /** In [0, 1]: 0 is the order of the scores, 1 looks at nothing but difference after the first. */
  readonly diversity: number;
  /** In [0, 1], as the scores are. */
  readonly likeness: Likeness;
}

/** More places than anybody looks at are filled by score, so that the cost stays bounded. */
const diversePlaces = 100;
/** From so many of the best the places are filled. */
const poolSize = 500;

/**
 * Maximal marginal relevance: the first place is the best score's, and each next one the item's with the largest
 *
 *     (1 − diversity) · score − diversity · (largest likeness to an item chosen before)
 *
 * (J. Carbonell and J. Goldstein, The use of MMR, diversity-based reranking, SIGIR 1998, with λ = 1 − diversity), of equal ones
 * the better score's, then the earlier. The first 100 places are filled so, from the 500 best scores; the rest follow by
 * score. O(100 · 500) likenesses.
 */
export function diversify(scores: ArrayLike<number>, { limit, diversity, likeness }: DiversifyOptions): ScoredIndex[] {
  const wanted = Math.min(limit, scores.length);
  const ordered = topK(scores, Math.max(wanted, Math.min(poolSize, scores.length)));
  const pool = ordered.slice(0, poolSize);
  const nearest = new Float64Array(pool.length);
  const chosen: ScoredIndex[] = [];
  const taken = new Uint8Array(pool.length);
  while (chosen.length < Math.min(wanted, diversePlaces, pool.length)) {
    const place = chosen.length === 0 ? 0 : bestPlace(pool, { taken, nearest, diversity });
    const next = pool[place] as ScoredIndex;
    taken[place] = 1;
    chosen.push(next);
    for (const [other, { index }] of pool.entries()) {
      if (taken[other] === 0) nearest[other] = Math.max(nearest[other] as number, likeness(next.index, index));
    }
  }
  const rest = ordered.filter((_, place) => place >= poolSize || taken[place] === 0);
  return [...chosen, ...rest].slice(0, wanted);
}

interface Round {
  readonly taken: Uint8Array;
  readonly nearest: Float64Array;
  readonly diversity: number;
}

/** The pool is in the order of the scores, so that the first of equal ones is the right one. */
function bestPlace(pool: readonly ScoredIndex[], { taken, nearest, diversity }: Round): number {
  let [best, bestValue] = [-1, -Infinity];
  for (const [place, { score }] of pool.entries()) {
    const value = (1 - diversity) * score - diversity * (nearest[place] as number);
    if (taken[place] === 0 && value > bestValue) [best, bestValue] = [place, value];
  }
  return best;
}
