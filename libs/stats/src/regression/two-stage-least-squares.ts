import { centred, type Fit, leastSquares, type NoFit } from './least-squares.ts';
import { finiteColumn, type RegressionOptions, weightsOf } from './linear-regression.ts';
import { dot, orthonormalise } from './orthonormalise.ts';

export interface InstrumentedColumns {
  /** Columns that may depend on the error of the response, such as a price set with demand in view. */
  readonly endogenous: readonly ArrayLike<number>[];
  /** Columns that do not, and belong into the equation. Default none. */
  readonly exogenous?: readonly ArrayLike<number>[];
  /** Columns that move the endogenous ones and nothing else; at least as many as those. */
  readonly instruments: readonly ArrayLike<number>[];
}

export type InstrumentedFit =
  | (Fit & {
      /**
       * For each endogenous column the F statistic of the instruments in its first stage, over and above the exogenous
       * columns: below 10 they are weak (Staiger and Stock, Econometrica 65 (1997), p. 557).
       */
      readonly firstStageF: readonly number[];
    })
  | NoFit;

/**
 * Two-stage least squares: the endogenous columns are replaced by their projection on all exogenous columns and
 * instruments, the coefficients estimated with that, the residuals taken with the columns as observed. Coefficients: the
 * intercept, the endogenous columns, the exogenous ones. `hc3` has the leverages of the second stage. (Wooldridge,
 * Econometric Analysis of Cross Section and Panel Data (2002), section 5.2.) In a `collinear` outcome the columns count
 * in the order of the coefficients, or in the first stage those of exogenous columns and instruments from there on.
 *
 * @throws RangeError for fewer instruments than endogenous columns, lengths that differ, numbers that are not finite or
 * weights that are not positive
 * @example twoStageLeastSquares({ endogenous: [price], instruments: [cost] }, quantity)
 */
export function twoStageLeastSquares(
  { endogenous, exogenous = [], instruments }: InstrumentedColumns,
  response: ArrayLike<number>,
  options: RegressionOptions = {},
): InstrumentedFit {
  if (instruments.length < endogenous.length) {
    throw new RangeError(
      `${endogenous.length} endogenous columns need as many instruments, got ${instruments.length}.`,
    );
  }
  const { intercept = true } = options;
  const target = finiteColumn(response, 'The response', response.length);
  const n = target.length;
  const read = (columns: readonly ArrayLike<number>[], name: string) =>
    columns.map((column, index) => finiteColumn(column, `${name} ${index}`, n));
  const weights = weightsOf(options.weights, n);
  const given = read(endogenous, 'Endogenous column');
  const included = read(exogenous, 'Exogenous column');
  const outside = [...included, ...read(instruments, 'Instrument')];
  const firstStageRows = outside.length + (intercept ? 1 : 0) + 1;
  if (n < firstStageRows) return { ok: false, reason: 'insufficientData', needed: firstStageRows, received: n };

  const stage = firstStage(given, outside, { exogenousCount: included.length, weights, intercept });
  if (typeof stage === 'number') return { ok: false, reason: 'collinear', column: given.length + stage };
  const fit = leastSquares({
    columns: [...given, ...included],
    estimation: [...stage.projections, ...included],
    response: target,
    weights,
    intercept,
  });
  return fit.ok ? { ...fit, firstStageF: stage.statistics } : fit;
}

/** The projections of the endogenous columns and their F statistics, or the first column that depends on others. */
function firstStage(
  endogenous: readonly Float64Array[],
  outside: readonly Float64Array[],
  { exogenousCount, weights, intercept }: { exogenousCount: number; weights: Float64Array; intercept: boolean },
): { projections: Float64Array[]; statistics: number[] } | number {
  const total = intercept ? weights.reduce((sum, weight) => sum + weight, 0) : undefined;
  const root = weights.map(Math.sqrt);
  const whitened = (column: Float64Array) =>
    centred(column, weights, total).values.map((value, row) => value * (root[row] as number));
  const factors = orthonormalise(outside.map(whitened));
  if (typeof factors === 'number') return factors;
  const freedom = weights.length - outside.length - (intercept ? 1 : 0);
  const results = endogenous.map((column) => {
    const { mean } = centred(column, weights, total);
    const values = whitened(column);
    const shares = factors.q.map((unit) => dot(unit, values));
    const projection = new Float64Array(values.length);
    for (const [place, unit] of factors.q.entries()) {
      for (let row = 0; row < values.length; row += 1) {
        projection[row] = (projection[row] as number) + (shares[place] as number) * (unit[row] as number);
      }
    }
    const residual = values.map((value, row) => value - (projection[row] as number));
    const byInstruments = shares.slice(exogenousCount);
    const explained = byInstruments.reduce((sum, share) => sum + share * share, 0) / byInstruments.length;
    return {
      projection: projection.map((value, row) => mean + value / (root[row] as number)),
      statistic: explained / (dot(residual, residual) / freedom),
    };
  });
  return {
    projections: results.map(({ projection }) => projection),
    statistics: results.map(({ statistic }) => statistic),
  };
}
