import type { ShopperAction } from './shopper-event.ts';
import { unitVector } from './vector-matrix.ts';

/** How much an action counts when it is new. A purchase says more than a view; three stars say nothing, one star the opposite. */
const weightOf = ({ type, value }: Pick<ShopperAction, 'type' | 'value'>): number =>
  type === 'viewed' ? 1 : type === 'purchased' ? 3 : Math.max(-2, Math.min(2, (value ?? 3) - 3));

const halfLifeMs = 30 * 86_400_000;

/** Of the direction of a shopper who did very much; the rest is the query's. */
const largestShare = 0.4;
/** So much weight of actions makes half of it. */
const halfWeight = 3;

export interface ShopperProfile {
  /** At length 1; zeros when the actions cancel each other or there are none. */
  readonly vector: Float64Array;
  /** Sum of the sizes of all weights: how much is known. */
  readonly weight: number;
  /** How many actions it is made of. */
  readonly actions: number;
}

export interface ProfileOptions {
  readonly nowMs: number;
  readonly dimensions: number;
  /** The vector of a product, at length 1; undefined where there is none, and its actions count for nothing. */
  vectorOf(productId: string): ArrayLike<number> | undefined;
}

/**
 * Where a shopper's past points: Σ w·v over the actions, v the vector of the product and w = weight · 2^(−age / 30 days). New
 * views weigh 1, purchases 3, ratings stars − 3.
 */
export function shopperProfile(
  actions: readonly Pick<ShopperAction, 'productId' | 'type' | 'value' | 'timestamp'>[],
  { nowMs, dimensions, vectorOf }: ProfileOptions,
): ShopperProfile {
  const sum = new Float64Array(dimensions);
  let [weight, counted] = [0, 0];
  for (const action of actions) {
    const vector = vectorOf(action.productId);
    const full = weightOf(action);
    if (vector === undefined || full === 0) continue;
    const own = full * 2 ** (-Math.max(0, nowMs - action.timestamp) / halfLifeMs);
    for (let i = 0; i < dimensions; i++) sum[i] = (sum[i] as number) + own * (vector[i] as number);
    weight += Math.abs(own);
    counted++;
  }
  return { vector: unitVector(sum), weight, actions: counted };
}

/** The share of the past in the direction: 0.4 · W / (W + 3) for actions of weight W, so that little is known counts little. */
export const profileShare = ({ weight }: Pick<ShopperProfile, 'weight'>): number =>
  (largestShare * weight) / (weight + halfWeight);

/**
 * The direction products are compared with: (1 − s) · query + s · profile at length 1, s = `profileShare`. The one of the two
 * that there is where the other is missing or points nowhere; undefined without both.
 */
export function shopperDirection(
  query: ArrayLike<number> | undefined,
  profile: ShopperProfile,
): Float64Array | undefined {
  const past = isSomewhere(profile.vector) ? profile.vector : undefined;
  const asked = query === undefined ? undefined : unitVector(query);
  if (asked === undefined || !isSomewhere(asked)) return past;
  if (past === undefined) return asked;
  const share = profileShare(profile);
  const mixed = unitVector(asked.map((value, i) => (1 - share) * value + share * (past[i] as number)));
  return isSomewhere(mixed) ? mixed : asked;
}

const isSomewhere = (vector: Float64Array): boolean => vector.some((value) => value !== 0);
