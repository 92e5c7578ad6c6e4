import { createRandomGenerator, type RandomGenerator } from '../random-generator.ts';
import { pearsonStatistic } from './chi-square-homogeneity.ts';
import { countTable } from './count-table.ts';
import { logHypergeometric, modeOf, stepUp, supportOf, type Urn } from './hypergeometric.ts';
import type { NoTest } from './no-test.ts';

export interface MonteCarloOptions {
  /** Determines the tables drawn entirely: a whole number in [0, 2^53). */
  readonly seed: number;
  /** Number of tables drawn, at least 1; the smallest p-value is 1 / (draws + 1). Default 2000. */
  readonly draws?: number;
}

export type MonteCarloHomogeneity =
  | {
      readonly ok: true;
      /** Pearson's chi-square of the table itself. */
      readonly statistic: number;
      readonly pValue: number;
      readonly draws: number;
    }
  | NoTest;

/** A drawn table whose statistic differs from the observed one by rounding only counts as equal. */
const almostOne = 1 - 1e-12;

/**
 * The p-value of Pearson's chi-square where counts are too small for its distribution: among `draws` random tables with
 * the same totals the share with a statistic at least as large, (1 + count) / (1 + draws), which holds its level
 * exactly (Davison and Hinkley, Bootstrap Methods and Their Application (1997), section 4.2). Tables are drawn cell by
 * cell from the hypergeometric distribution each cell has given the cells before it, so the cost does not grow with
 * the counts beyond their square root: about r c sqrt(n) steps a table.
 *
 * @throws RangeError for rows of unequal length or options outside their range
 */
export function monteCarloHomogeneity(
  table: readonly ArrayLike<number>[],
  { seed, draws = 2000 }: MonteCarloOptions,
): MonteCarloHomogeneity {
  if (!Number.isSafeInteger(draws) || draws < 1) throw new RangeError(`Draws are a whole number from 1, got ${draws}.`);
  const generator = createRandomGenerator(seed);
  const counts = countTable(table);
  if ('ok' in counts) return counts;
  const statistic = pearsonStatistic(counts, 0);
  let reached = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const rows = drawTable(counts.rowTotals, counts.columnTotals, generator);
    if (pearsonStatistic({ ...counts, rows }, 0) >= statistic * almostOne) reached += 1;
  }
  return { ok: true, statistic, pValue: (reached + 1) / (draws + 1), draws };
}

/** A table with these totals as independence would fill it: each row takes its share of what the rows before it left. */
function drawTable(
  rowTotals: readonly number[],
  columnTotals: readonly number[],
  generator: RandomGenerator,
): number[][] {
  const left = [...columnTotals];
  return rowTotals.map((total) => {
    let draws = total;
    let population = left.reduce((sum, count) => sum + count, 0);
    return left.map((successes, column) => {
      population -= successes;
      const drawn = drawHypergeometric({ successes, failures: population, draws }, generator);
      left[column] = successes - drawn;
      draws -= drawn;
      return drawn;
    });
  });
}

/** By inversion, adding up the probabilities outwards from the mode, on the more likely side first. */
function drawHypergeometric(urn: Urn, generator: RandomGenerator): number {
  const { least, greatest } = supportOf(urn);
  if (least === greatest) return least;
  const mode = Math.max(least, Math.min(greatest, modeOf(urn)));
  let [below, above] = [mode, mode];
  let [pBelow, pAbove] = [1, 1];
  // In units of the probability of the mode, so that the logarithm is needed once.
  let rest = generator.next() / Math.exp(logHypergeometric(mode, urn)) - 1;
  while (rest >= 0) {
    const down = below > least ? pBelow / stepUp(below - 1, urn) : -1;
    const up = above < greatest ? pAbove * stepUp(above, urn) : -1;
    // Rounding may leave a trace of probability beyond both ends.
    if (down < 0 && up < 0) return mode;
    const goesDown = down > up;
    if (goesDown) [below, pBelow] = [below - 1, down];
    else [above, pAbove] = [above + 1, up];
    rest -= Math.max(down, up);
    if (rest < 0) return goesDown ? below : above;
  }
  return mode;
}
