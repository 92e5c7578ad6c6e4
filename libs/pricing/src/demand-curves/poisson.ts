import { constantElasticityCurve, type ConstantElasticityParameters } from './constant-elasticity.ts';
import type { DemandForm } from './demand-curve.ts';

/**
 * E q = exp(a + e ln p), the curve of a constant elasticity estimated from the quantities themselves by the Poisson
 * pseudo-likelihood: periods without sales count, and no smearing is needed. Only the mean has to be right, the
 * quantities need not be Poisson (Santos Silva and Tenreyro, "The Log of Gravity", Review of Economics and Statistics 88
 * (2006), p. 641).
 */
export const poisson: DemandForm<ConstantElasticityParameters> = {
  curve: constantElasticityCurve,
  priceTerm: Math.log,
  response: (quantity) => (quantity >= 0 ? quantity : Number.NaN),
  quantity: Math.exp,
  parameters: ({ intercept, slope }) => ({ scale: Math.exp(intercept), elasticity: slope }),
  elasticityPerSlope: () => 1,
  estimator: 'poisson',
  smeared: false,
};
