import type { Adjustment } from '../adjustment.ts';

/** Of a product without a price: neither in the band nor far out of it. */
const unknownFit = 0.5;

/** The price band: 1 within it, price / low below it and high / price above: twice the upper bound counts one half. */
export const price: Adjustment = {
  weight: 0.06,
  isAsked: ({ prices }) => prices !== undefined,
  fit: (product, { prices }) =>
    product.price === null || prices === undefined
      ? unknownFit
      : Math.min(1, product.price / prices.low, prices.high / product.price),
  why: (product, { prices }) => {
    if (product.price === null || prices === undefined) return 'its price is not known';
    const { low, high, source } = prices;
    const band = high === Infinity ? `at least ${round(low)}` : `${round(low)} to ${round(high)}`;
    const whose = source === 'context' ? 'the shopper looks for' : 'what the shopper looked at and bought cost';
    return `costs ${round(product.price)}; ${whose} ${band}`;
  },
};

const round = (amount: number): string => String(Math.round(amount * 100) / 100);
