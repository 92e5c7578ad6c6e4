export { createPrices } from './prices.ts';
export type { Prices } from './prices.ts';
