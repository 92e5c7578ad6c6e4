import { normalIsf } from '@harper-edge/stats';
import { checkAlpha, insufficientData, type NoResult } from '../drift-test-result.ts';
import { rowHash } from '../row-hash.ts';
import { type Severity, severityOf } from '../severity.ts';
import { type BoostedStumps, fitBoostedStumps, predictBoosted } from './boosted-stumps.ts';

/** Predictions of a regression model, by columns of equal length. */
export interface RegressionRows {
  /** What the error may depend on; NaN is missing, categories come encoded as numbers. */
  readonly features: readonly ArrayLike<number>[];
  readonly predictions: ArrayLike<number>;
}

export interface RegressionOutcomes extends RegressionRows {
  /** The true values; rows without one are left out. */
  readonly targets: ArrayLike<number>;
}

/** What the estimate takes from the reference: small, plain JSON, without the rows. */
export interface DleReference {
  readonly ok: true;
  /** The expected absolute error of a row; without stumps it is the mean of the reference for all. */
  readonly model: BoostedStumps;
  /** Mean square of (absolute error - expected) over that of expected, on held-out rows. */
  readonly dispersion: number;
  readonly meanAbsoluteError: number;
  readonly n: number;
  readonly dropped: number;
}

/**
 * The reference of direct loss estimation: a model of the absolute error, given the features and the prediction. Boosted
 * stumps if they foretell the errors of a third of the rows, held out by the hash of their position, better than the
 * mean does; then fitted to all rows. The outcomes must be of rows the regression model was not fitted to.
 *
 * @throws RangeError for columns of unequal length
 */
export function fitDle(
  { features, predictions, targets }: RegressionOutcomes,
  { minimumSamples = 200 }: { readonly minimumSamples?: number } = {},
): DleReference | NoResult {
  const columns = checkedColumns({ features, predictions }, targets.length);
  const rows = Array.from(targets, (_, row) => row).filter((row) =>
    Number.isFinite((predictions[row] as number) - (targets[row] as number)),
  );
  if (rows.length < minimumSamples) return insufficientData(minimumSamples, rows.length);
  const errorOf = (row: number) => Math.abs((targets[row] as number) - (predictions[row] as number));
  const held = rows.filter((row) => rowHash(row) < 1 / 3);
  const fit = (chosen: readonly number[], rounds?: number) =>
    fitBoostedStumps(take(columns, chosen), Float64Array.from(chosen, errorOf), rounds === undefined ? {} : { rounds });
  const rest = rows.filter((row) => rowHash(row) >= 1 / 3);
  const [boosted, constant] = [fit(rest), fit(rest, 0)].map((model) => {
    const expected = expectedErrors(model, take(columns, held));
    const ratio = (value: (row: number) => number) => expected.reduce((sum, _, at) => sum + value(at) ** 2, 0);
    const squares = ratio((at) => errorOf(held[at] as number) - (expected[at] as number));
    return { squares, dispersion: squares === 0 ? 0 : squares / ratio((at) => expected[at] as number) };
  });
  const helps = (boosted?.squares ?? 0) < (constant?.squares ?? 0);
  return {
    ok: true,
    model: fit(rows, helps ? undefined : 0),
    dispersion: (helps ? boosted?.dispersion : constant?.dispersion) ?? 0,
    meanAbsoluteError: rows.reduce((sum, row) => sum + errorOf(row) / rows.length, 0),
    n: rows.length,
    dropped: targets.length - rows.length,
  };
}

export interface DleOptions {
  /** The band has confidence 1 - alpha; in (0, 1), default 0.05. */
  readonly alpha?: number;
  /** The rise of the error that matters, as a share of that of the reference; default 0.1. */
  readonly minimumRise?: number;
}

export interface ErrorEstimate {
  readonly ok: true;
  /** The estimated mean absolute error. */
  readonly value: number;
  /** Where it will turn out to be with confidence 1 - alpha, if the model of the error holds. */
  readonly lower: number;
  readonly upper: number;
  /** Value minus the mean absolute error of the reference. */
  readonly change: number;
  /** Keys: the reference below the band, and a rise of at least `minimumRise`. */
  readonly severity: Severity;
  readonly n: number;
  readonly dropped: number;
}

/**
 * The mean absolute error of a chunk without targets, of any size: the mean of what the model of the error expects of
 * each row. The band is that of sampling, with errors that spread in proportion to what is expected of them. It sees
 * inputs move to where the model is worse, not a change of the concept; beyond the range of the reference it expects the
 * errors found at its edge, which may be too few.
 *
 * @throws RangeError for columns of unequal length, another number of features, or options out of range
 */
export function estimateError(
  reference: DleReference,
  rows: RegressionRows,
  { alpha = 0.05, minimumRise = 0.1 }: DleOptions = {},
): ErrorEstimate | NoResult {
  checkAlpha(alpha);
  const { predictions } = rows;
  const columns = checkedColumns(rows, predictions.length);
  const known = Array.from(predictions, (_, row) => row).filter((row) => Number.isFinite(predictions[row]));
  const n = known.length;
  if (n === 0) return insufficientData(1, 0);
  const expected = expectedErrors(reference.model, take(columns, known));
  const value = expected.reduce((sum, error) => sum + error / n, 0);
  const squares = expected.reduce((sum, error) => sum + error ** 2, 0);
  const margin = (normalIsf(alpha / 2) * Math.sqrt(reference.dispersion * squares)) / n;
  const change = value - reference.meanAbsoluteError;
  const [lower, upper] = [Math.max(0, value - margin), value + margin];
  const isLarge = change > 0 && change >= minimumRise * reference.meanAbsoluteError;
  return {
    ok: true,
    value,
    lower,
    upper,
    change,
    severity: severityOf({ significant: lower > reference.meanAbsoluteError, large: isLarge }),
    n,
    dropped: predictions.length - n,
  };
}

/** No error is expected to be negative. */
const expectedErrors = (model: BoostedStumps, columns: readonly Float64Array[]): Float64Array =>
  predictBoosted(model, columns).map((error) => Math.max(0, error));

/** The features and the prediction, which is a feature of its error. */
function checkedColumns({ features, predictions }: RegressionRows, length: number): readonly ArrayLike<number>[] {
  const columns = [...features, predictions];
  const wrong = columns.find((column) => column.length !== length);
  if (wrong !== undefined) throw new RangeError(`Columns are of equal length, got ${wrong.length} and ${length}.`);
  return columns;
}

const take = (columns: readonly ArrayLike<number>[], rows: readonly number[]): readonly Float64Array[] =>
  columns.map((column) => Float64Array.from(rows, (row) => column[row] as number));
