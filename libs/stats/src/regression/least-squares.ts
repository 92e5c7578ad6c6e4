import { backSubstitute, dot, type Factorisation, length, orthonormalise } from './orthonormalise.ts';

/** Three estimates of one k by k covariance matrix of the coefficients. */
export interface Estimates<T> {
  /** Residual variance times the inverse of X'WX: right if the errors have one variance, or one over the weights. */
  readonly classical: T;
  /** White's sandwich times n / (n - k): consistent whatever the variances. */
  readonly hc1: T;
  /** The sandwich of residuals over 1 - leverage: the safest of the three for small n. Infinity at a leverage of 1. */
  readonly hc3: T;
}

export interface Fit {
  readonly ok: true;
  /** The intercept, if there is one, and then one for each column. */
  readonly coefficients: readonly number[];
  readonly standardErrors: Estimates<readonly number[]>;
  readonly covariance: Estimates<readonly (readonly number[])[]>;
  readonly n: number;
  /** n minus the number of coefficients. */
  readonly degreesOfFreedom: number;
  /** Weighted sum of squared residuals over the degrees of freedom. */
  readonly residualVariance: number;
  /** 1 - RSS / TSS, about the weighted mean if there is an intercept; NaN for a response without variation. */
  readonly rSquared: number;
  readonly residuals: Float64Array;
  readonly leverages: Float64Array;
}

/** Why there is no fit: too few rows, or a column that depends on the intercept and the columns before it. */
export type NoFit =
  | { readonly ok: false; readonly reason: 'insufficientData'; readonly needed: number; readonly received: number }
  | { readonly ok: false; readonly reason: 'collinear'; readonly column: number };

export interface Problem {
  /** The columns as observed, which the residuals are taken from. */
  readonly columns: readonly Float64Array[];
  /** The columns the coefficients are estimated with: the same, or their projections on instruments. */
  readonly estimation: readonly Float64Array[];
  readonly response: Float64Array;
  readonly weights: Float64Array;
  readonly intercept: boolean;
}

/**
 * Weighted least squares by QR of centred columns: centring first keeps the digits that normal equations lose where a
 * column varies little about a large mean.
 */
export function leastSquares({ columns, estimation, response, weights, intercept }: Problem): Fit | NoFit {
  const n = response.length;
  const degreesOfFreedom = n - estimation.length - (intercept ? 1 : 0);
  if (degreesOfFreedom < 1) {
    return { ok: false, reason: 'insufficientData', needed: n - degreesOfFreedom + 1, received: n };
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = (column: Float64Array) => centred(column, weights, intercept ? total : undefined);
  const whiten = (column: Float64Array) => column.map((value, row) => value * Math.sqrt(weights[row] as number));
  const design = estimation.map(centre);
  const observed = columns.map(centre);
  const { values: target, mean } = centre(response);
  const factors = orthonormalise(
    design.map(({ values }) => whiten(values)),
    estimation.map((column) => length(whiten(column))),
  );
  if (typeof factors === 'number') return { ok: false, reason: 'collinear', column: factors };

  const whitened = whiten(target);
  const slopes = backSubstitute(
    factors.r,
    Float64Array.from(factors.q, (unit) => dot(unit, whitened)),
  );
  const residuals = target.map((value, row) => value - fitted(observed, slopes, row));
  const offset = intercept ? [mean - slopes.reduce((sum, slope, j) => sum + slope * (observed[j]?.mean ?? 0), 0)] : [];
  const residualSquares = dot(whiten(residuals), whiten(residuals));
  const { influences, leverages } = influence(factors, {
    means: intercept ? design.map((column) => column.mean) : undefined,
    weights,
    total,
  });
  const residualVariance = residualSquares / degreesOfFreedom;
  const covariance = covariances(influences, { residuals: whiten(residuals), leverages, residualVariance });
  const errors = (matrix: readonly (readonly number[])[]) =>
    matrix.map((row, index) => Math.sqrt(row[index] as number));
  return {
    ok: true,
    coefficients: [...offset, ...slopes],
    standardErrors: {
      classical: errors(covariance.classical),
      hc1: errors(covariance.hc1),
      hc3: errors(covariance.hc3),
    },
    covariance,
    n,
    degreesOfFreedom,
    residualVariance,
    rSquared: length(whitened) === 0 ? Number.NaN : 1 - residualSquares / dot(whitened, whitened),
    residuals,
    leverages,
  };
}

interface Centred {
  readonly values: Float64Array;
  readonly mean: number;
}

/**
 * The deviations from the weighted mean, and what rounding the mean left of their own mean taken out again; the column
 * itself if there is no total to take a mean with.
 */
export function centred(column: Float64Array, weights: Float64Array, total: number | undefined): Centred {
  if (total === undefined) return { values: column, mean: 0 };
  const weightedMean = (values: Float64Array) =>
    values.reduce((sum, value, row) => sum + (weights[row] as number) * value, 0) / total;
  let mean = column[0] ?? 0;
  let values = column.map((value) => value - mean);
  for (let round = 0; round < 2; round += 1) {
    const left = weightedMean(values);
    mean += left;
    values = round === 0 ? column.map((value) => value - mean) : values.map((value) => value - left);
  }
  return { values, mean };
}

function fitted(columns: readonly Centred[], slopes: Float64Array, row: number): number {
  let sum = 0;
  for (let j = 0; j < columns.length; j += 1) {
    sum += (slopes[j] as number) * ((columns[j] as Centred).values[row] as number);
  }
  return sum;
}

/** How much each whitened response moves each coefficient, and how much it moves its own fitted value. */
function influence(
  { q, r }: Factorisation,
  { means, weights, total }: { means: number[] | undefined; weights: Float64Array; total: number },
): { influences: readonly Float64Array[]; leverages: Float64Array } {
  const n = weights.length;
  const slopes = q.map(() => new Float64Array(n));
  const offset = new Float64Array(means === undefined ? 0 : n);
  const leverages = new Float64Array(n);
  for (let row = 0; row < n; row += 1) {
    const units = Float64Array.from(q, (unit) => unit[row] as number);
    leverages[row] = dot(units, units) + (means === undefined ? 0 : (weights[row] as number) / total);
    backSubstitute(r, units);
    for (const [j, value] of units.entries()) (slopes[j] as Float64Array)[row] = value;
    if (means !== undefined) {
      offset[row] =
        Math.sqrt(weights[row] as number) / total -
        units.reduce((sum, value, j) => sum + value * (means[j] as number), 0);
    }
  }
  return { influences: means === undefined ? slopes : [offset, ...slopes], leverages };
}

function covariances(
  influences: readonly Float64Array[],
  {
    residuals,
    leverages,
    residualVariance,
  }: { residuals: Float64Array; leverages: Float64Array; residualVariance: number },
): Fit['covariance'] {
  const n = residuals.length;
  const matrix = (scale: (row: number) => number): number[][] => {
    const scaled = influences.map((column) => column.map((value, row) => value * scale(row)));
    return scaled.map((left) => scaled.map((right) => dot(left, right)));
  };
  const correction = Math.sqrt(n / (n - influences.length));
  const deleted = (row: number): number => {
    const share = 1 - (leverages[row] as number);
    return share < 1e-12 ? Infinity : (residuals[row] as number) / share;
  };
  return {
    classical: matrix(() => Math.sqrt(residualVariance)),
    hc1: matrix((row) => (residuals[row] as number) * correction),
    hc3: leverages.some((leverage) => 1 - leverage < 1e-12)
      ? influences.map(() => influences.map(() => Infinity))
      : matrix(deleted),
  };
}
