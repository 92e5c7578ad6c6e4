import { type DemandCurve, type DemandForm, everyPrice, noPrice } from './demand-curve.ts';

export interface ConstantElasticityParameters {
  /** Demand at a price of 1. */
  readonly scale: number;
  readonly elasticity: number;
}

/**
 * q = scale p^elasticity. Profit is largest at c e / (1 + e) for e < -1, the markup rule of Lerner (1934), and rises with
 * the price for e >= -1.
 */
export const constantElasticityCurve = ({ scale, elasticity }: ConstantElasticityParameters): DemandCurve => ({
  demand: (price) => scale * price ** elasticity,
  elasticity: () => elasticity,
  bestPrice: (unitCost) => (elasticity < -1 ? (unitCost * elasticity) / (1 + elasticity) : Infinity),
  pricesFor: (quantity) => {
    if (elasticity === 0) return scale <= quantity ? everyPrice : noPrice;
    const price = (quantity / scale) ** (1 / elasticity);
    return elasticity < 0 ? { lower: price, upper: Infinity } : { lower: 0, upper: price };
  },
});

/** ln q = a + e ln p: quantities of 0 have no logarithm and are dropped. */
export const constantElasticity: DemandForm<ConstantElasticityParameters> = {
  curve: constantElasticityCurve,
  priceTerm: Math.log,
  response: (quantity) => (quantity > 0 ? Math.log(quantity) : Number.NaN),
  quantity: Math.exp,
  parameters: ({ intercept, slope, smearing }) => ({ scale: Math.exp(intercept) * smearing, elasticity: slope }),
  elasticityPerSlope: () => 1,
  smeared: true,
};
