import { normalIsf, normalLogSf, normalSf, rank } from '@harper-edge/stats';
import { checkAlpha, type NoResult, type TestResult } from '../drift-test-result.ts';
import { rowHash } from '../row-hash.ts';
import { type Severity, severityOf } from '../severity.ts';
import { linearScore, logisticRegression } from './logistic-regression.ts';
import { columnScales, type Points, standardise, stackPoints } from './points.ts';

export interface DomainClassifierOptions {
  /** The p-value of the first key; in (0, 1), default 0.05. */
  readonly alpha?: number;
  /** The AUC of the second key; in [0.5, 1], default 0.6. */
  readonly minimumAuc?: number;
  /** What the numbers of a point are called, several alike for one column; default their positions. */
  readonly names?: readonly string[];
  /** Ids of the rows, reference first, that decide their parts; default their positions. */
  readonly ids?: readonly (string | number)[];
  /** Rows of each side that are looked at, chosen by the hash of their ids; default 5000. */
  readonly maximumRows?: number;
  /** How many of the most telling columns are named; default 5. */
  readonly features?: number;
  /** Weight of the ridge penalty on standardised columns; default 1. */
  readonly penalty?: number;
}

export interface DomainClassification extends TestResult {
  readonly severity: Severity;
  /** The columns the two samples are told apart by: the length of their coefficients, largest first. */
  readonly features: readonly { readonly name: string; readonly weight: number }[];
}

const parts = 5;

/**
 * Can a classifier tell current rows from those of the reference? The hash of the row id puts each row into one of five
 * parts. Each part but the first is scored by a logistic regression with a ridge penalty, on standardised columns, that
 * has learnt on the parts before it. The statistic is the area under the ROC curve, by ranks within the parts, over all
 * pairs of rows in one part: 0.5 if the samples are alike. p is one-sided, from the Mann-Whitney variance of each part,
 * (N + 1 - sum (t^3 - t) / (N (N - 1))) n m / 12 for the wins, with ties of t scores. It sees changes of several columns
 * that none shows alone, as far as a linear score can: of means, not of correlations. After Rabanser, Günnemann and
 * Lipton, "Failing Loudly", NeurIPS 2019.
 *
 * Parts learn from the parts before them only: in plain cross-validation each pair of parts teaches one another, which
 * doubles the variance of the area where nothing has changed, and a test at 5 % then fires in 10 % of the cases.
 *
 * The effect is the AUC with the interval of Hanley and McNeil, Radiology 143 (1982), at confidence 1 - alpha.
 *
 * @throws RangeError for options out of range, or points of unequal length
 */
export function domainClassifier(
  reference: Points,
  current: Points,
  options: DomainClassifierOptions = {},
): DomainClassification | NoResult {
  const { alpha = 0.05, minimumAuc = 0.6, maximumRows = 5000, penalty = 1 } = options;
  checkAlpha(alpha);
  if (!(minimumAuc >= 0.5 && minimumAuc <= 1)) throw new RangeError(`minimumAuc lies in [0.5, 1], got ${minimumAuc}.`);
  if (!(penalty > 0 && maximumRows >= 2 * parts)) {
    throw new RangeError(`penalty is above 0 and maximumRows ${2 * parts} or more, got ${penalty} and ${maximumRows}.`);
  }
  const idOf = (row: number) => options.ids?.[row] ?? row;
  const kept = [reference, current].map((points, side) =>
    points
      .map((point, row) => ({ point, hash: rowHash(idOf(row + side * reference.length)) }))
      // Other digits of the hash than those that make the parts.
      .filter(({ hash }) => points.length <= maximumRows || ((hash * 65_536) % 1) * points.length < maximumRows),
  );
  const stacked = stackPoints(
    kept.map((side) => side.map(({ point }) => point)),
    2 * parts,
  );
  if (!stacked.ok) return stacked;
  const hashes = kept.flat().map(({ hash }) => hash);
  const [n, m] = kept.map(({ length }) => length) as [number, number];
  standardise(stacked.values, columnScales(stacked));
  const { wins, pairs, variance, squares } = scoreParts(stacked, { hashes, n, penalty });
  const auc = pairs === 0 ? 0.5 : wins / pairs;
  // Without any difference of the scores the area is 0.5, and nothing speaks for a change.
  const z = variance > 1e-9 * pairs ? (wins - pairs / 2) / Math.sqrt(variance) : -Infinity;
  return {
    ok: true,
    statistic: auc,
    pValue: normalSf(z),
    log10P: Math.min(0, normalLogSf(z) / Math.LN10),
    effect: { name: 'auc', value: auc, interval: hanleyInterval({ auc, n, m }, alpha) },
    method: 'mannWhitney',
    n,
    m,
    dropped: 0,
    warnings: n + m < reference.length + current.length ? ['sampledRows'] : [],
    severity: severityOf({ significant: normalSf(z) <= alpha, large: auc >= minimumAuc }),
    features: topFeatures(squares, options),
  };
}

/** The wins of current rows over rows of the reference in the same part, of all pairs, and the variance by chance. */
function scoreParts(
  { values, columns, rows }: { values: Float64Array; columns: number; rows: number },
  { hashes, n, penalty }: { hashes: readonly number[]; n: number; penalty: number },
) {
  const labels = Float64Array.from({ length: rows }, (_, row) => Number(row >= n));
  const all = Array.from(labels, (_, row) => row);
  const partOf = (row: number) => Math.floor((hashes[row] as number) * parts);
  const squares = new Float64Array(columns);
  const sums = { wins: 0, pairs: 0, variance: 0 };
  for (let part = 1; part < parts; part += 1) {
    const learn = all.filter((row) => partOf(row) < part);
    const weights = logisticRegression({ values, columns, labels, rows: learn, penalty });
    for (const [column, square] of squares.entries()) {
      squares[column] = square + (weights[column] as number) ** 2 / (parts - 1);
    }
    const tested = all.filter((row) => partOf(row) === part);
    const scores = tested.map((row) => linearScore({ values, columns }, row, weights));
    const m = tested.filter((row) => row >= n).length;
    const wins = countWins(scores, m);
    for (const key of ['wins', 'pairs', 'variance'] as const) sums[key] += wins[key];
  }
  return { ...sums, squares };
}

/** Of scores with those of the m current rows last; ties count half. */
function countWins(scores: readonly number[], m: number) {
  const total = scores.length;
  const pairs = (total - m) * m;
  if (pairs === 0) return { wins: 0, pairs: 0, variance: 0 };
  const { ranks, tieSizes } = rank(scores);
  const sum = ranks.subarray(total - m).reduce((all, value) => all + value, 0);
  const ties = tieSizes.reduce((all, size) => all + (size ** 3 - size), 0);
  const variance = (pairs * (total + 1 - ties / (total * (total - 1)))) / 12;
  return { wins: sum - (m * (m + 1)) / 2, pairs, variance };
}

function hanleyInterval({ auc, n, m }: { auc: number; n: number; m: number }, alpha: number) {
  const [first, second] = [auc / (2 - auc), (2 * auc ** 2) / (1 + auc)];
  const variance = (auc * (1 - auc) + (m - 1) * (first - auc ** 2) + (n - 1) * (second - auc ** 2)) / (n * m);
  const margin = normalIsf(alpha / 2) * Math.sqrt(Math.max(0, variance));
  return { lower: Math.max(0, auc - margin), upper: Math.min(1, auc + margin) };
}

function topFeatures(squares: Float64Array, { names, features = 5 }: DomainClassifierOptions) {
  const lengths = new Map<string, number>();
  for (const [column, square] of squares.entries()) {
    const name = names?.[column] ?? String(column);
    lengths.set(name, (lengths.get(name) ?? 0) + square);
  }
  return [...lengths]
    .map(([name, square]) => ({ name, weight: Math.sqrt(square) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, features);
}
