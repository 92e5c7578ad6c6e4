import { type DemandForm, everyPrice, noPrice } from './demand-curve.ts';

export interface SemiLogParameters {
  /** Demand as the price goes to 0. */
  readonly scale: number;
  /** The share of demand that one more unit of price loses. */
  readonly rate: number;
}

/** q = scale exp(-rate p), estimated as ln q = a - rate p. Profit is largest at c + 1 / rate. */
export const semiLog: DemandForm<SemiLogParameters> = {
  curve: ({ scale, rate }) => ({
    demand: (price) => scale * Math.exp(-rate * price),
    elasticity: (price) => -rate * price,
    bestPrice: (unitCost) => (rate > 0 ? unitCost + 1 / rate : Infinity),
    pricesFor: (quantity) => {
      const price = Math.log(scale / quantity) / rate;
      if (rate === 0) return scale <= quantity ? everyPrice : noPrice;
      return rate > 0
        ? { lower: Math.max(0, price), upper: Infinity }
        : { lower: 0, upper: scale <= quantity ? price : 0 };
    },
  }),
  priceTerm: (price) => price,
  response: (quantity) => (quantity > 0 ? Math.log(quantity) : Number.NaN),
  quantity: Math.exp,
  parameters: ({ intercept, slope, smearing }) => ({ scale: Math.exp(intercept) * smearing, rate: -slope }),
  elasticityPerSlope: (centre) => centre,
  smeared: true,
};
