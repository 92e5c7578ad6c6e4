import { twoStageLeastSquares } from '@harper-edge/stats';
import type { Estimator } from './design.ts';
import { slopeOf } from './ordinary.ts';

/** Two-stage least squares: the price term is endogenous, the covariates are not. */
export const instrumental: Estimator = (design) => {
  const { x, y, covariates, instruments, weights } = design;
  const fit = twoStageLeastSquares({ endogenous: [x], exogenous: covariates, instruments }, y, { weights });
  return fit.ok ? { ...slopeOf(fit, design), firstStageF: fit.firstStageF[0] as number } : fit;
};
