import { momentsOf, populationVariance, quantile, sortNumbers } from '@harper-edge/stats';
import { checkAlpha, type NoResult, type TestResult } from '../drift-test-result.ts';
import { rowHash } from '../row-hash.ts';
import { type Severity, severityOf } from '../severity.ts';
import { permutationP, permute } from './permute.ts';
import { columnScales, type Points, type PointMatrix, standardise, stackPoints } from './points.ts';
import { eigenvectors } from './principal-components.ts';

/** What is kept of the reference: plain JSON, without its rows. */
export interface ReconstructionReference {
  readonly ok: true;
  readonly means: readonly number[];
  readonly deviations: readonly number[];
  /** Directions of unit length in standardised columns, that of the largest variance first. */
  readonly components: readonly (readonly number[])[];
  /** Of the variance of the standardised columns. */
  readonly explainedShare: number;
  /** Reconstruction errors of rows the components were not fitted to; at most 1000. */
  readonly errors: readonly number[];
}

const mostErrors = 1000;

/**
 * Principal components of the standardised reference, as many as it takes to explain 65 % of the variance, from half of
 * the rows; and how well they give back rows of the other half. Halves are made by the hash of the position.
 *
 * @throws RangeError for points of unequal length, or a share outside (0, 1)
 */
export function fitReconstruction(
  reference: Points,
  { explainedShare = 0.65 }: { readonly explainedShare?: number } = {},
): ReconstructionReference | NoResult {
  if (!(explainedShare > 0 && explainedShare < 1)) {
    throw new RangeError(`explainedShare lies in (0, 1), got ${explainedShare}.`);
  }
  const isFitted = (_: unknown, row: number): boolean => rowHash(row) < 0.5;
  const stacked = stackPoints([reference.filter(isFitted)], 10);
  const held = stackPoints([reference.filter((point, row) => !isFitted(point, row)).slice(0, mostErrors)], 10);
  if (!stacked.ok) return stacked;
  if (!held.ok) return held;
  const scales = columnScales(stacked);
  standardise(stacked.values, scales);
  const { values, vectors } = eigenvectors(covarianceOf(stacked), stacked.columns);
  const total = values.reduce((sum, value) => sum + value, 0);
  let [count, explained] = [0, 0];
  while (count < values.length && explained < explainedShare * total) {
    explained += values[count] as number;
    count += 1;
  }
  const components = vectors.slice(0, count);
  standardise(held.values, scales);
  return {
    ok: true,
    means: [...scales.means],
    deviations: [...scales.deviations],
    components: components.map((component) => [...component]),
    explainedShare: total > 0 ? explained / total : 1,
    errors: [...errorsOf(held, components)],
  };
}

export interface ReconstructionOptions {
  /** The p-value of the first key; in (0, 1), default 0.05. */
  readonly alpha?: number;
  /** The shift of the mean error, in its standard deviations, of the second key; default 0.1. */
  readonly minimumShift?: number;
  /** Of the permutations; default 1. */
  readonly seed?: number;
  /** Default 200. */
  readonly permutations?: number;
}

export interface ReconstructionShift extends TestResult {
  readonly severity: Severity;
  /** Where the mean error of such a chunk lies with confidence 1 - alpha if nothing has changed. */
  readonly band: { readonly lower: number; readonly upper: number };
}

/**
 * Do current rows keep to the directions of the reference? The statistic is their mean reconstruction error, the length
 * of what the components do not give back of the standardised row. It rises when correlations break, which no test of
 * single columns shows. p is two-sided, by seeded permutations of the errors of the chunk and of held-out rows of the
 * reference; the band is what these permutations gave. The effect `errorShift` is the change of the mean error in
 * standard deviations of the reference.
 *
 * @throws RangeError for options out of range, or points of another length
 */
export function reconstructionShift(
  reference: ReconstructionReference,
  current: Points,
  { alpha = 0.05, minimumShift = 0.1, seed = 1, permutations = 200 }: ReconstructionOptions = {},
): ReconstructionShift | NoResult {
  checkAlpha(alpha);
  const stacked = stackPoints([current], 1);
  if (!stacked.ok) return stacked;
  if (stacked.columns !== reference.means.length) {
    throw new RangeError(`The reference has ${reference.means.length} columns, got ${stacked.columns}.`);
  }
  standardise(stacked.values, reference);
  const pooled = Float64Array.of(...reference.errors, ...errorsOf(stacked, reference.components));
  const [n, m] = [reference.errors.length, stacked.rows];
  const [before, now] = [momentsOf(pooled.subarray(0, n)), momentsOf(pooled.subarray(n))];
  const mean = pooled.reduce((sum, error) => sum + error / pooled.length, 0);
  const statistic = (chosen: ArrayLike<number>): number => {
    let sum = 0;
    for (let at = 0; at < chosen.length; at += 1) sum += pooled[chosen[at] as number] as number;
    return sum / m - mean;
  };
  const observed = now.mean - mean;
  const shifts = sortNumbers(permute(statistic, { total: n + m, size: m, seed, permutations }));
  const pValue = permutationP(shifts.map(Math.abs), Math.abs(observed));
  const deviation = Math.sqrt(populationVariance(before));
  const shift = now.mean === before.mean ? 0 : (now.mean - before.mean) / deviation;
  return {
    ok: true,
    statistic: now.mean,
    pValue,
    log10P: Math.log10(pValue),
    effect: { name: 'errorShift', value: shift },
    method: 'permutation',
    n,
    m,
    dropped: 0,
    warnings: [],
    severity: severityOf({ significant: pValue <= alpha, large: Math.abs(shift) >= minimumShift }),
    band: { lower: mean + quantile(shifts, alpha / 2), upper: mean + quantile(shifts, 1 - alpha / 2) },
  };
}

function covarianceOf({ values, rows, columns }: PointMatrix): Float64Array {
  const matrix = new Float64Array(columns ** 2);
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < columns; i += 1) {
      const value = (values[row * columns + i] as number) / rows;
      for (let j = 0; j < columns; j += 1) {
        matrix[i * columns + j] = (matrix[i * columns + j] as number) + value * (values[row * columns + j] as number);
      }
    }
  }
  return matrix;
}

/** For orthonormal components |z|^2 - sum (z c)^2, computed from what is left so that nothing cancels. */
function errorsOf({ values, rows, columns }: PointMatrix, components: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    const left = values.slice(row * columns, (row + 1) * columns);
    for (const component of components) {
      let score = 0;
      for (let column = 0; column < columns; column += 1)
        score += (left[column] as number) * (component[column] as number);
      for (let column = 0; column < columns; column += 1) {
        left[column] = (left[column] as number) - score * (component[column] as number);
      }
    }
    return Math.hypot(...left);
  });
}
