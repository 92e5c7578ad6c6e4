import { pearsonCorrelation, studentTSf } from '@harper-edge/stats';
import type { SlopeEstimate } from './estimators/design.ts';
import type { UsableRows } from './observations.ts';

/**
 * What makes an estimate doubtful:
 * - `positiveElasticity`: demand seems to rise with the price. Something else moved both.
 * - `fewPrices`: fewer than 3 distinct prices, so the form of the curve is taken on trust.
 * - `smallVariation`: the coefficient of variation of the price is below 2 %.
 * - `outlier`: a row whose deleted studentised residual is above 4.
 * - `priceFollowsDemand`: the price goes with the quantity of the period before, given the price of that period,
 *   p < 0.01. Prices set in answer to demand bias the elasticity; look for an instrument.
 * - `wideInterval`: half of the confidence interval is wider than half of the elasticity.
 * - `manyDropped`: more than a tenth of the rows could not be used; for periods without sales use the kind `poisson`.
 * - `weakInstrument`: F of the first stage below 10.
 * - `exactFit`: no error is left, so intervals say nothing.
 */
export type FitWarning =
  | 'positiveElasticity'
  | 'fewPrices'
  | 'smallVariation'
  | 'outlier'
  | 'priceFollowsDemand'
  | 'wideInterval'
  | 'manyDropped'
  | 'weakInstrument'
  | 'exactFit';

export interface PriceRange {
  readonly least: number;
  readonly most: number;
  /** How many prices differ, counted up to 1000. */
  readonly distinct: number;
}

export interface FitFacts {
  readonly rows: UsableRows;
  readonly estimate: SlopeEstimate;
  readonly elasticity: number;
  readonly halfWidth: number;
  readonly range: PriceRange;
}

export function fitWarnings({ rows, estimate, elasticity, halfWidth, range }: FitFacts): FitWarning[] {
  const { design, prices, dropped } = rows;
  const exact = estimate.rSquared > 1 - 1e-12;
  const checks: readonly (readonly [FitWarning, boolean])[] = [
    ['positiveElasticity', elasticity > 0],
    ['fewPrices', range.distinct < 3],
    ['smallVariation', coefficientOfVariation(prices) < 0.02],
    ['outlier', !exact && hasOutlier(estimate, design.weights)],
    ['priceFollowsDemand', !exact && design.groups === undefined && priceFollowsDemand(design.x, design.y)],
    ['wideInterval', !(halfWidth <= Math.abs(elasticity) / 2)],
    ['manyDropped', dropped > 0.1 * (prices.length + dropped)],
    ['weakInstrument', estimate.firstStageF !== undefined && estimate.firstStageF < 10],
    ['exactFit', exact],
  ];
  return checks.filter(([, holds]) => holds).map(([warning]) => warning);
}

function coefficientOfVariation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}

/** Each residual against the error of a fit without its row: a large outlier does not hide in the error it inflates. */
function hasOutlier(estimate: SlopeEstimate, weights: Float64Array): boolean {
  const { residuals, leverages, residualVariance, degreesOfFreedom } = estimate;
  for (let row = 0; row < residuals.length; row += 1) {
    const free = 1 - (leverages[row] as number);
    if (degreesOfFreedom < 2 || free < 1e-12) continue;
    const square = ((residuals[row] as number) ** 2 * (weights[row] as number)) / (residualVariance * free);
    if (square * (degreesOfFreedom - 1) > 16 * (degreesOfFreedom - square)) return true;
  }
  return false;
}

/** Prices kept for some periods go with every quantity before; the price of the period before takes that out. */
function priceFollowsDemand(price: Float64Array, response: Float64Array): boolean {
  const degreesOfFreedom = price.length - 4;
  if (degreesOfFreedom < 1) return false;
  const [before, quantity, now] = [price.subarray(0, -1), response.subarray(0, -1), price.subarray(1)];
  const withQuantity = pearsonCorrelation(now, quantity);
  const [withPrice, ofBoth] = [pearsonCorrelation(now, before), pearsonCorrelation(quantity, before)];
  const partial = (withQuantity - withPrice * ofBoth) / Math.sqrt((1 - withPrice ** 2) * (1 - ofBoth ** 2));
  const t = Math.abs(partial) * Math.sqrt(degreesOfFreedom / (1 - partial ** 2));
  return 2 * studentTSf(t, degreesOfFreedom) < 0.01;
}
