import { lambertWOfExp } from '../lambert-w.ts';
import { type DemandForm, everyPrice, noPrice } from './demand-curve.ts';

export interface LogitParameters {
  /** How many buy at most. */
  readonly market: number;
  /** What a price of 0 is worth over not buying, on the logit scale. */
  readonly utility: number;
  readonly priceCoefficient: number;
}

/**
 * q = market / (1 + exp(-(utility - priceCoefficient p))), estimated as ln(q / (market - q)) = utility - b p. Profit is
 * largest at c + (1 + W(exp(utility - b c - 1))) / b. The share fitted is that of a period without error, for which no
 * smearing is done.
 */
export const logit: DemandForm<LogitParameters> = {
  curve: ({ market, utility, priceCoefficient }) => {
    const demand = (price: number) => market / (1 + Math.exp(priceCoefficient * price - utility));
    return {
      demand,
      elasticity: (price) => (-priceCoefficient * price) / (1 + Math.exp(utility - priceCoefficient * price)),
      bestPrice: (unitCost) =>
        priceCoefficient > 0
          ? unitCost + (1 + lambertWOfExp(utility - priceCoefficient * unitCost - 1)) / priceCoefficient
          : Infinity,
      pricesFor: (quantity) => {
        if (quantity >= market) return everyPrice;
        if (priceCoefficient === 0) return demand(0) <= quantity ? everyPrice : noPrice;
        const price = (utility - Math.log(quantity / (market - quantity))) / priceCoefficient;
        return priceCoefficient > 0
          ? { lower: Math.max(0, price), upper: Infinity }
          : { lower: 0, upper: Math.max(0, price) };
      },
    };
  },
  priceTerm: (price) => price,
  response: (quantity, market) =>
    quantity > 0 && quantity < market ? Math.log(quantity / (market - quantity)) : Number.NaN,
  quantity: (onLine, market) => market / (1 + Math.exp(-onLine)),
  parameters: ({ intercept, slope, market }) => ({ market, utility: intercept, priceCoefficient: -slope }),
  elasticityPerSlope: (centre, level) => centre / (1 + Math.exp(level)),
  smeared: false,
  needsMarket: true,
};
