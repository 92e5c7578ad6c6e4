import { type DemandForm, everyPrice, noPrice } from './demand-curve.ts';

export interface LinearParameters {
  /** Demand as the price goes to 0. */
  readonly intercept: number;
  /** Units lost with one more unit of price. */
  readonly slope: number;
}

/** q = max(0, intercept - slope p). Profit is largest half-way between the cost and the price that chokes demand. */
export const linear: DemandForm<LinearParameters> = {
  curve: ({ intercept, slope }) => ({
    demand: (price) => Math.max(0, intercept - slope * price),
    elasticity: (price) => {
      const demand = intercept - slope * price;
      return demand > 0 ? (-slope * price) / demand : -Infinity;
    },
    bestPrice: (unitCost) => (slope > 0 ? (intercept / slope + unitCost) / 2 : Infinity),
    pricesFor: (quantity) => {
      if (slope === 0) return intercept <= quantity ? everyPrice : noPrice;
      const price = (intercept - quantity) / slope;
      return slope > 0 ? { lower: Math.max(0, price), upper: Infinity } : { lower: 0, upper: Math.max(0, price) };
    },
  }),
  priceTerm: (price) => price,
  response: (quantity) => quantity,
  quantity: (onLine) => Math.max(0, onLine),
  parameters: ({ intercept, slope }) => ({ intercept, slope: -slope }),
  elasticityPerSlope: (centre, level) => centre / level,
  smeared: false,
};
