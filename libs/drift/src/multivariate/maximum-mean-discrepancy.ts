import {
  createRandomGenerator,
  median,
  momentsOf,
  normalLogSf,
  normalSf,
  sortNumbers,
  variance,
} from '@harper-edge/stats';
import { checkAlpha, type NoResult, type TestResult } from '../drift-test-result.ts';
import { type Severity, severityOf } from '../severity.ts';
import { permutationP, permute, shuffle } from './permute.ts';
import { type PointMatrix, type Points, stackPoints } from './points.ts';

export interface DiscrepancyOptions {
  /** The p-value of the first key; in (0, 1), default 0.05. */
  readonly alpha?: number;
  /** The discrepancy of the second key; default 0.05. */
  readonly minimumEffect?: number;
  /** Of the permutations and random choices; default 1. */
  readonly seed?: number;
  /** Default 200: the least p is then 1 / 201. */
  readonly permutations?: number;
}

export interface Discrepancy extends TestResult {
  readonly method: 'permutation' | 'linearTime';
  readonly severity: Severity;
  /** h of the kernel exp(-|x - y|^2 / (2 h^2)). */
  readonly bandwidth: number;
}

/** Up to so many points in all the kernel of every pair is computed. */
const quadraticUpTo = 2000;
const bandwidthPoints = 1000;

/**
 * The maximum mean discrepancy of two samples of points, such as embeddings or encoded rows: it sees any difference of
 * their distributions, correlations included. Gaussian kernel with the median distance of at most 1000 of the points as
 * bandwidth. Statistic: the unbiased estimate of MMD^2, which may be negative. Gretton, Borgwardt, Rasch, Schölkopf and
 * Smola, "A Kernel Two-Sample Test", JMLR 13 (2012).
 *
 * Up to 2000 points in all p comes from seeded permutations, O(N^2) each; above, from the linear-time statistic of that
 * paper, means over pairs of pairs of rows in random order, which is normal and much weaker a row.
 *
 * The effect `mmd` is the root of the statistic, at least 0. A shift of 0.1 standard deviations in every column makes
 * about 0.05, where the second key turns.
 *
 * @throws RangeError for options out of range, or points of unequal length
 */
export function maximumMeanDiscrepancy(
  reference: Points,
  current: Points,
  { alpha = 0.05, minimumEffect = 0.05, seed = 1, permutations = 200 }: DiscrepancyOptions = {},
): Discrepancy | NoResult {
  checkAlpha(alpha);
  if (!(minimumEffect >= 0)) throw new RangeError(`minimumEffect is not negative, got ${minimumEffect}.`);
  if (!Number.isSafeInteger(permutations) || permutations < 1) {
    throw new RangeError(`permutations is a whole number from 1 on, got ${permutations}.`);
  }
  const stacked = stackPoints([reference, current], 4);
  if (!stacked.ok) return stacked;
  const [n, m] = [reference.length, current.length];
  const bandwidth = medianDistance(stacked, seed);
  const kernel = (i: number, j: number): number => Math.exp(-squaredDistance(stacked, i, j) / (2 * bandwidth ** 2));
  const sample: Sample = { n, m, kernel, seed, permutations };
  // Points that are all alike cannot differ.
  const test = bandwidth === 0 ? noVariation : n + m <= quadraticUpTo ? quadraticTest(sample) : linearTest(sample);
  const value = Math.sqrt(Math.max(0, test.statistic));
  return {
    ok: true,
    ...test,
    effect: { name: 'mmd', value },
    n,
    m,
    dropped: 0,
    warnings: [],
    severity: severityOf({ significant: test.pValue <= alpha, large: value >= minimumEffect }),
    bandwidth,
  };
}

const noVariation = { statistic: 0, pValue: 1, log10P: 0, method: 'permutation' } as const;

interface Sample {
  readonly n: number;
  readonly m: number;
  readonly kernel: (i: number, j: number) => number;
  readonly seed: number;
  readonly permutations: number;
}

function quadraticTest({ n, m, kernel, seed, permutations }: Sample) {
  const total = n + m;
  const rowSums = new Float64Array(total);
  // The triangle below the diagonal, row after row.
  const kernels = new Float64Array((total * (total - 1)) / 2);
  for (let i = 1, at = 0; i < total; i += 1) {
    for (let j = 0; j < i; j += 1, at += 1) {
      const value = kernel(i, j);
      kernels[at] = value;
      rowSums[i] = (rowSums[i] as number) + value;
      rowSums[j] = (rowSums[j] as number) + value;
    }
  }
  const sum = rowSums.reduce((all, value) => all + value, 0) / 2;
  // Sums over the smaller sample give those over the other and between both.
  const size = Math.min(n, m);
  const statistic = (chosen: Uint32Array): number => {
    const rows = chosen.slice().sort();
    let [within, touching] = [0, 0];
    for (let a = 0; a < rows.length; a += 1) {
      const row = rows[a] as number;
      const offset = (row * (row - 1)) / 2;
      touching += rowSums[row] as number;
      for (let b = 0; b < a; b += 1) within += kernels[offset + (rows[b] as number)] as number;
    }
    const between = touching - 2 * within;
    const others = total - size;
    const rest = sum - within - between;
    return within / ((size * (size - 1)) / 2) + rest / ((others * (others - 1)) / 2) - (2 * between) / (size * others);
  };
  const from = n <= m ? 0 : n;
  const observed = statistic(Uint32Array.from({ length: size }, (_, at) => from + at));
  const pValue = permutationP(permute(statistic, { total, size, seed, permutations }), observed);
  return { statistic: observed, pValue, log10P: Math.log10(pValue), method: 'permutation' } as const;
}

function linearTest({ n, m, kernel, seed }: Sample) {
  const rng = createRandomGenerator(seed);
  const [x, y] = [Uint32Array.from({ length: n }, (_, at) => at), Uint32Array.from({ length: m }, (_, at) => n + at)];
  shuffle(x, n, rng);
  shuffle(y, m, rng);
  const terms = Float64Array.from({ length: Math.floor(Math.min(n, m) / 2) }, (_, pair) => {
    const [x1, x2] = [x[2 * pair] as number, x[2 * pair + 1] as number];
    const [y1, y2] = [y[2 * pair] as number, y[2 * pair + 1] as number];
    return kernel(x1, x2) + kernel(y1, y2) - kernel(x1, y2) - kernel(x2, y1);
  });
  const moments = momentsOf(terms);
  const error = Math.sqrt(variance(moments) / terms.length);
  const z = error > 0 ? moments.mean / error : 0;
  return {
    statistic: moments.mean,
    pValue: normalSf(z),
    log10P: normalLogSf(z) / Math.LN10,
    method: 'linearTime',
  } as const;
}

function squaredDistance({ values, columns }: PointMatrix, i: number, j: number): number {
  let sum = 0;
  for (let column = 0, a = i * columns, b = j * columns; column < columns; column += 1, a += 1, b += 1) {
    sum += ((values[a] as number) - (values[b] as number)) ** 2;
  }
  return sum;
}

/** The median distance of random points; of those that differ, if most do not; 0 if none does. */
function medianDistance(stacked: PointMatrix, seed: number): number {
  const chosen = Uint32Array.from({ length: stacked.rows }, (_, at) => at);
  const size = Math.min(bandwidthPoints, stacked.rows);
  shuffle(chosen, size, createRandomGenerator(seed));
  const squares = new Float64Array((size * (size - 1)) / 2);
  for (let i = 1, at = 0; i < size; i += 1) {
    for (let j = 0; j < i; j += 1, at += 1) {
      squares[at] = squaredDistance(stacked, chosen[i] as number, chosen[j] as number);
    }
  }
  const sorted = sortNumbers(squares);
  return Math.sqrt(median(sorted) || median(sorted.filter((square) => square > 0)) || 0);
}
