import type { ShopperAction } from './shopper-event.ts';

const dayMs = 86_400_000;

/** Purchases before that count for nothing. */
export const popularityWindowMs = 90 * dayMs;

const halfLifeMs = 30 * dayMs;

/**
 * How popular each product is: the sum over its purchases of the last 90 days of 2^(−age / 30 days). Every purchase counts
 * once, however many pieces it was of, so that one large order makes no bestseller. Products nobody bought are absent.
 */
export function popularityOf(
  purchases: Iterable<Pick<ShopperAction, 'productId' | 'timestamp'>>,
  nowMs: number,
): ReadonlyMap<string, number> {
  const popularity = new Map<string, number>();
  for (const { productId, timestamp } of purchases) {
    const ageMs = Math.max(0, nowMs - timestamp);
    if (ageMs > popularityWindowMs) continue;
    popularity.set(productId, (popularity.get(productId) ?? 0) + 2 ** (-ageMs / halfLifeMs));
  }
  return popularity;
}
