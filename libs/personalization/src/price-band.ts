import { quantile } from '@harper-edge/stats';
import type { PriceBand } from './candidate.ts';

/** With fewer prices nothing is said. */
const fewestPrices = 5;

/**
 * The band that a shopper's past suggests: from the first to the last tenth of the prices of what was viewed and bought;
 * undefined with fewer than 5.
 */
export function priceBandOf(prices: readonly number[]): PriceBand | undefined {
  if (prices.length < fewestPrices) return undefined;
  return { low: quantile(prices, 0.1), high: quantile(prices, 0.9), source: 'history' };
}
