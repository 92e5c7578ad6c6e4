import { type Fit, linearRegression } from '@harper-edge/stats';
import { type Design, errorsOf, type Estimator, type SlopeEstimate, sumOf, weightedMean } from './design.ts';

/** Ordinary or weighted least squares of the response on the price term and the covariates. */
export const ordinary: Estimator = (design) => {
  const fit = linearRegression([design.x, ...design.covariates], design.y, { weights: design.weights });
  return fit.ok ? slopeOf(fit, design) : fit;
};

/** The estimate of a fit whose columns are the constant, the price term and the covariates. */
export function slopeOf(fit: Fit, { x, y, weights }: Design): SlopeEstimate {
  const [intercept, slope, ...otherCoefficients] = fit.coefficients as [number, number, ...number[]];
  return {
    ok: true,
    slope,
    slopeErrors: errorsOf(fit.standardErrors, 1),
    intercept,
    interceptErrors: errorsOf(fit.standardErrors, 0),
    otherCoefficients,
    degreesOfFreedom: fit.degreesOfFreedom,
    residualVariance: fit.residualVariance,
    rSquared: fit.rSquared,
    residuals: fit.residuals,
    leverages: fit.leverages,
    centre: weightedMean(x, weights),
    level: weightedMean(y, weights),
    levelError: Math.sqrt(fit.residualVariance / sumOf(weights)),
  };
}
