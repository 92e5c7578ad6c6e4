import { quantile, sortNumbers } from '@harper-edge/stats';

/** One question: values of the column up to the threshold, and missing ones, go left. */
interface Stump {
  readonly column: number;
  readonly threshold: number;
  readonly left: number;
  readonly right: number;
}

/** The sum of a constant and what each stump adds. Plain JSON. */
export interface BoostedStumps {
  readonly start: number;
  readonly stumps: readonly Stump[];
}

interface BoostingOptions {
  /** Stumps at most; fewer if no split helps. */
  readonly rounds?: number;
  /** The share of each step that is taken. */
  readonly learningRate?: number;
  /** Rows on each side of a split at least. */
  readonly leastRows?: number;
}

/** Splits are tried at up to so many quantiles of a column. */
const binCount = 32;

interface Binned {
  readonly thresholds: readonly number[];
  /** How many thresholds are smaller than the value: 0 for a missing one. */
  readonly bins: Uint8Array;
}

/**
 * Gradient boosting of stumps for the mean square error (Friedman, "Greedy Function Approximation", Annals of Statistics
 * 29 (2001)): each stump takes the best split of what the ones before left over. O(rounds columns rows).
 *
 * @param columns of as many values as there are targets; NaN is missing
 */
export function fitBoostedStumps(
  columns: readonly ArrayLike<number>[],
  targets: Float64Array,
  { rounds = 100, learningRate = 0.1, leastRows = 20 }: BoostingOptions = {},
): BoostedStumps {
  const start = targets.reduce((sum, target) => sum + target / targets.length, 0);
  const left = targets.map((target) => target - start);
  const binned = columns.map(binColumn);
  // Splits that take less than this off the sum of squares take rounding.
  const noSplit = {
    column: -1,
    bin: 0,
    gain: 1e-12 * left.reduce((sum, value) => sum + value ** 2, 0),
    low: 0,
    high: 0,
  };
  const stumps: Stump[] = [];
  while (stumps.length < rounds) {
    const best = binned
      .map(({ bins }, column) => ({ column, ...bestSplit(bins, left, leastRows) }))
      .reduce((first, second) => (second.gain > first.gain ? second : first), noSplit);
    const chosen = binned[best.column];
    if (chosen === undefined) break;
    const [low, high] = [learningRate * best.low, learningRate * best.high];
    stumps.push({ column: best.column, threshold: chosen.thresholds[best.bin] as number, left: low, right: high });
    for (const [row, bin] of chosen.bins.entries()) left[row] = (left[row] as number) - (bin <= best.bin ? low : high);
  }
  return { start, stumps };
}

/** The prediction for each row. */
export function predictBoosted({ start, stumps }: BoostedStumps, columns: readonly ArrayLike<number>[]): Float64Array {
  const predictions = new Float64Array(columns[0]?.length ?? 0).fill(start);
  for (const { column, threshold, left, right } of stumps) {
    const values = columns[column] as ArrayLike<number>;
    for (let row = 0; row < predictions.length; row += 1) {
      predictions[row] = (predictions[row] as number) + ((values[row] as number) > threshold ? right : left);
    }
  }
  return predictions;
}

function binColumn(values: ArrayLike<number>): Binned {
  const sorted = sortNumbers(Float64Array.from(values).filter((value) => !Number.isNaN(value)));
  const cuts = Array.from({ length: binCount - 1 }, (_, cut) => quantile(sorted, (cut + 1) / binCount));
  const thresholds = [...new Set(cuts)].filter((cut) => Number.isFinite(cut) && cut < (sorted.at(-1) ?? cut));
  const bins = Uint8Array.from(values, (value) => thresholds.reduce((bin, cut) => bin + Number(value > cut), 0));
  return { thresholds, bins };
}

/** The split with the largest fall of the sum of squares, and the mean on each side. */
function bestSplit(bins: Uint8Array, left: Float64Array, leastRows: number) {
  const [sums, counts] = [new Float64Array(binCount), new Float64Array(binCount)];
  let total = 0;
  for (const [row, bin] of bins.entries()) {
    const value = left[row] as number;
    sums[bin] = (sums[bin] as number) + value;
    counts[bin] = (counts[bin] as number) + 1;
    total += value;
  }
  let best = { bin: 0, gain: 0, low: 0, high: 0 };
  let [sum, count] = [0, 0];
  for (let bin = 0; bin < binCount - 1; bin += 1) {
    sum += sums[bin] as number;
    count += counts[bin] as number;
    const others = bins.length - count;
    if (count < leastRows || others < leastRows) continue;
    const gain = sum ** 2 / count + (total - sum) ** 2 / others - total ** 2 / bins.length;
    if (gain > best.gain) best = { bin, gain, low: sum / count, high: (total - sum) / others };
  }
  return best;
}
