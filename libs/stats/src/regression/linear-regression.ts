import { type Fit, leastSquares, type NoFit } from './least-squares.ts';

export interface RegressionOptions {
  /** One positive weight a row, proportional to the inverse variance of its error. Default: all 1. */
  readonly weights?: ArrayLike<number>;
  /** Whether a constant is added to the columns. Default true. */
  readonly intercept?: boolean;
}

/**
 * Ordinary or weighted least squares of a response on columns of equal length: coefficients with classical, HC1 and HC3
 * covariance, residuals and leverages. HC1 and HC3 after MacKinnon and White, "Some Heteroskedasticity-Consistent
 * Covariance Matrix Estimators with Improved Finite Sample Properties", Journal of Econometrics 29 (1985), p. 305; in
 * the weighted case of the whitened rows. O(n k^2). Needs one row more than there are coefficients.
 *
 * @throws RangeError for lengths that differ, numbers that are not finite or weights that are not positive
 * @example
 * const fit = linearRegression([[1, 2, 3, 4]], [2, 3, 5, 6]);
 * if (fit.ok) fit.coefficients // [0.5, 1.4]
 */
export function linearRegression(
  columns: readonly ArrayLike<number>[],
  response: ArrayLike<number>,
  options: RegressionOptions = {},
): Fit | NoFit {
  const { intercept = true } = options;
  const target = finiteColumn(response, 'The response', response.length);
  const design = columns.map((column, index) => finiteColumn(column, `Column ${index}`, target.length));
  const weights = weightsOf(options.weights, target.length);
  return leastSquares({ columns: design, estimation: design, response: target, weights, intercept });
}

export function weightsOf(given: ArrayLike<number> | undefined, n: number): Float64Array {
  const weights = given === undefined ? new Float64Array(n).fill(1) : finiteColumn(given, 'The weights', n);
  const wrong = weights.find((weight) => weight <= 0);
  if (wrong !== undefined) throw new RangeError(`A weight is positive, got ${wrong}.`);
  return weights;
}

export function finiteColumn(values: ArrayLike<number>, name: string, n: number): Float64Array {
  const column = new Float64Array(values);
  if (column.length !== n) throw new RangeError(`${name} has one value for each of ${n} rows, got ${column.length}.`);
  for (let row = 0; row < n; row += 1) {
    if (!Number.isFinite(column[row])) throw new RangeError(`${name} holds finite numbers, got ${column[row]}.`);
  }
  return column;
}
