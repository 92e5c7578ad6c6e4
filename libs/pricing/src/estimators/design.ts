import type { Estimates, NoFit } from '@harper-edge/stats';

/** The usable rows, column by column. */
export interface Design {
  /** The price term of the demand form. */
  readonly x: Float64Array;
  /** The response of the demand form. */
  readonly y: Float64Array;
  readonly covariates: readonly Float64Array[];
  readonly instruments: readonly Float64Array[];
  /** For each row the number of its group, from 0 on without gaps; none without fixed effects. */
  readonly groups: Int32Array | undefined;
  readonly weights: Float64Array;
}

/** The line response = level + slope (x - centre), other columns at their means. */
export interface SlopeEstimate {
  readonly ok: true;
  readonly slope: number;
  readonly slopeErrors: Estimates<number>;
  /** The coefficient of the constant; with fixed effects the average of the groups' over the rows. */
  readonly intercept: number;
  readonly interceptErrors: Estimates<number> | undefined;
  /** One for each covariate. */
  readonly otherCoefficients: readonly number[];
  readonly degreesOfFreedom: number;
  readonly residualVariance: number;
  readonly rSquared: number;
  readonly residuals: Float64Array;
  readonly leverages: Float64Array;
  /** The price term about which level and slope are uncorrelated, and the level there with its standard error. */
  readonly centre: number;
  readonly level: number;
  readonly levelError: number;
  /** F of the instruments in the first stage, where there are some. */
  readonly firstStageF?: number;
}

export type NoEstimate = NoFit | { readonly ok: false; readonly reason: 'notConverged' };

export type Estimator = (design: Design) => SlopeEstimate | NoEstimate;

export function weightedMean(column: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < column.length; row += 1) {
    sum += (weights[row] as number) * (column[row] as number);
    total += weights[row] as number;
  }
  return sum / total;
}

export function sumOf(column: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < column.length; row += 1) sum += column[row] as number;
  return sum;
}

/** The three estimates for one coefficient. */
export const errorsOf = (errors: Estimates<readonly number[]>, index: number): Estimates<number> => ({
  classical: errors.classical[index] as number,
  hc1: errors.hc1[index] as number,
  hc3: errors.hc3[index] as number,
});
