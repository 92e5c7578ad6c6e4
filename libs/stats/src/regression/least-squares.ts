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
  const total = sumOf(weights);
  const root = weights.map(Math.sqrt);
  const isWeighted = weights.some((weight) => weight !== 1);
  const centre = (column: Float64Array) => centred(column, weights, intercept ? total : undefined);
  const whiten = (column: Float64Array) => (isWeighted ? products(column, root) : column);
  const design = estimation.map(centre);
  const observed = columns === estimation ? design : columns.map(centre);
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
  const residuals = target.slice();
  for (const [j, { values }] of observed.entries()) subtract(residuals, values, slopes[j] as number);
  const offset = intercept ? [mean - slopes.reduce((sum, slope, j) => sum + slope * (observed[j]?.mean ?? 0), 0)] : [];
  const whitenedResiduals = whiten(residuals);
  const residualSquares = dot(whitenedResiduals, whitenedResiduals);
  const { influences, leverages } = influence(factors, {
    means: intercept ? design.map((column) => column.mean) : undefined,
    root,
    total,
  });
  const residualVariance = residualSquares / degreesOfFreedom;
  const covariance = covariances(influences, { residuals: whitenedResiduals, leverages, residualVariance });
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
  let mean = column[0] ?? 0;
  const values = lowered(column, mean);
  mean += dot(values, weights) / total;
  values.set(lowered(column, mean));
  const left = dot(values, weights) / total;
  return { values: lowered(values, left), mean: mean + left };
}

/** Loops in place of `map` and `reduce`, which take several times as long on the columns this file goes over. */
function products(x: Float64Array, y: Float64Array): Float64Array {
  const result = new Float64Array(x.length);
  for (let row = 0; row < x.length; row += 1) result[row] = (x[row] as number) * (y[row] as number);
  return result;
}

function lowered(column: Float64Array, by: number): Float64Array {
  const result = new Float64Array(column.length);
  for (let row = 0; row < column.length; row += 1) result[row] = (column[row] as number) - by;
  return result;
}

function subtract(from: Float64Array, column: Float64Array, times: number): void {
  for (let row = 0; row < from.length; row += 1) {
    from[row] = (from[row] as number) - times * (column[row] as number);
  }
}

function sumOf(column: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < column.length; row += 1) sum += column[row] as number;
  return sum;
}

/** How much each whitened response moves each coefficient, and how much it moves its own fitted value. */
function influence(
  { q, r }: Factorisation,
  { means, root, total }: { means: number[] | undefined; root: Float64Array; total: number },
): { influences: readonly Float64Array[]; leverages: Float64Array } {
  const n = root.length;
  const inverse = q.map((_, j) =>
    backSubstitute(
      r,
      Float64Array.from(q, (_unit, k) => Number(k === j)),
    ),
  );
  const slopes = q.map((_, j) => {
    const slope = new Float64Array(n);
    for (const [k, unit] of q.entries())
      if (k >= j) subtract(slope, unit, -((inverse[k] as Float64Array)[j] as number));
    return slope;
  });
  const leverages = new Float64Array(n);
  for (const unit of [...q, ...(means === undefined ? [] : [lengthened(root, 1 / Math.sqrt(total))])]) {
    for (let row = 0; row < n; row += 1) leverages[row] = (leverages[row] as number) + (unit[row] as number) ** 2;
  }
  if (means === undefined) return { influences: slopes, leverages };
  const offset = lengthened(root, 1 / total);
  for (const [j, slope] of slopes.entries()) subtract(offset, slope, means[j] as number);
  return { influences: [offset, ...slopes], leverages };
}

function lengthened(column: Float64Array, times: number): Float64Array {
  const result = new Float64Array(column.length);
  subtract(result, column, -times);
  return result;
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
  // Squares of what each row's residual counts for.
  const [hc1, hc3] = [new Float64Array(n), new Float64Array(n)];
  let decides = false;
  for (let row = 0; row < n; row += 1) {
    const [square, share] = [(residuals[row] as number) ** 2, 1 - (leverages[row] as number)];
    decides ||= share < 1e-12;
    hc1[row] = square;
    hc3[row] = square / (share * share);
  }
  const correction = n / (n - influences.length);
  const empty = () => influences.map(() => influences.map(() => 0));
  const covariance = { classical: empty(), hc1: empty(), hc3: empty() };
  for (const [j, left] of influences.entries()) {
    for (let k = 0; k <= j; k += 1) {
      const sums = sandwich(left, influences[k] as Float64Array, { hc1, hc3 });
      const put = (matrix: number[][], value: number) => {
        (matrix[j] as number[])[k] = value;
        (matrix[k] as number[])[j] = value;
      };
      put(covariance.classical, residualVariance * sums.plain);
      put(covariance.hc1, correction * sums.hc1);
      put(covariance.hc3, decides ? Infinity : sums.hc3);
    }
  }
  return covariance;
}

/** The sums of products of two influences, plain and weighted by the squares of each estimate. */
function sandwich(
  left: Float64Array,
  right: Float64Array,
  { hc1, hc3 }: { hc1: Float64Array; hc3: Float64Array },
): { plain: number; hc1: number; hc3: number } {
  let [plain, first, third] = [0, 0, 0];
  for (let row = 0; row < left.length; row += 1) {
    const product = (left[row] as number) * (right[row] as number);
    plain += product;
    first += product * (hc1[row] as number);
    third += product * (hc3[row] as number);
  }
  return { plain, hc1: first, hc3: third };
}
