import { deviance } from '../special/deviance.ts';
import { differenceOfProducts } from '../special/difference-of-products.ts';
import { chiSquareTail } from './chi-square-tail.ts';
import { type CountTable, countTable } from './count-table.ts';
import type { NoTest } from './no-test.ts';

export interface HomogeneityOptions {
  /**
   * - `pearson`: sum of (O - E)^2 / E.
   * - `yates`: the same with |O - E| made smaller by 1/2, at most to 0. For one degree of freedom; others stay as they are.
   * - `likelihoodRatio`: the G statistic, 2 sum of O log(O / E).
   *
   * Default `pearson`.
   */
  readonly form?: 'pearson' | 'yates' | 'likelihoodRatio';
}

export type ChiSquareHomogeneity =
  | {
      readonly ok: true;
      /** 0 with 0 degrees of freedom and p = 1 where fewer than two rows or columns have counts. */
      readonly statistic: number;
      readonly df: number;
      readonly pValue: number;
      /** Also where the p-value underflows. */
      readonly log10P: number;
      /** Sum of all counts. */
      readonly n: number;
      readonly rowsUsed: number;
      readonly columnsUsed: number;
      readonly droppedRows: number;
      readonly droppedColumns: number;
      /** Below about 5 the chi-square distribution is no good approximation. Without degrees of freedom n. */
      readonly minExpected: number;
      /** sqrt(pearson / (n min(r - 1, c - 1))), in [0, 1]. */
      readonly cramersV: number;
      /** Without the part that is there by chance, in [0, 1]: Bergsma, Journal of the Korean Statistical Society 42 (2013), p. 323. */
      readonly cramersVBiasCorrected: number;
    }
  | NoTest;

/**
 * The chi-square test that the rows of an r x c table of counts come from one distribution over the columns, or that
 * rows and columns are independent: expected E = row total times column total over n, df = (r - 1)(c - 1) after rows
 * and columns without counts are dropped. O - E is computed over the common denominator n, so counts of billions lose
 * no digits. A table and its transpose give the same. O(r c).
 *
 * @throws RangeError for rows of unequal length
 * @example chiSquareHomogeneity([[10, 20], [30, 40]]).pValue // 0.3730
 */
export function chiSquareHomogeneity(
  table: readonly ArrayLike<number>[],
  { form = 'pearson' }: HomogeneityOptions = {},
): ChiSquareHomogeneity {
  const counts = countTable(table);
  if ('ok' in counts) return counts;
  const { n, rowTotals, columnTotals, droppedRows, droppedColumns } = counts;
  const [r, c] = [rowTotals.length, columnTotals.length];
  const df = (r - 1) * (c - 1);
  const pearson = pearsonStatistic(counts, 0);
  const statistic = df === 0 ? 0 : form === 'pearson' ? pearson : otherStatistic(counts, form);
  const { pValue, log10P } = chiSquareTail(statistic, df);
  return {
    ok: true,
    statistic,
    df,
    pValue,
    log10P,
    n,
    rowsUsed: r,
    columnsUsed: c,
    droppedRows,
    droppedColumns,
    minExpected: df === 0 ? n : (smallest(rowTotals) * smallest(columnTotals)) / n,
    cramersV: df === 0 ? 0 : Math.min(1, Math.sqrt(pearson / n / Math.min(r - 1, c - 1))),
    cramersVBiasCorrected: biasCorrected(pearson, { n, r, c }),
  };
}

const otherStatistic = (counts: CountTable, form: 'yates' | 'likelihoodRatio'): number =>
  form === 'likelihoodRatio'
    ? likelihoodRatioStatistic(counts)
    : pearsonStatistic(counts, counts.rows.length === 2 && counts.columnTotals.length === 2 ? 0.5 : 0);

/** Sum of (max(0, |O - E| - correction))^2 / E. */
export function pearsonStatistic({ rows, rowTotals, columnTotals, n }: CountTable, correction: number): number {
  let sum = 0;
  for (let row = 0; row < rows.length; row += 1) {
    const [counts, total] = [rows[row] as ArrayLike<number>, rowTotals[row] as number];
    for (let column = 0; column < columnTotals.length; column += 1) {
      const product = total * (columnTotals[column] as number);
      const observed = counts[column] as number;
      const scaled = observed * n;
      // Below 2^53 both products are exact.
      const excess =
        product <= Number.MAX_SAFE_INTEGER && scaled <= Number.MAX_SAFE_INTEGER
          ? scaled - product
          : differenceOfProducts([observed, n], [total, columnTotals[column] as number]);
      const distance = Math.max(0, Math.abs(excess) / n - correction);
      sum += (distance * distance * n) / product;
    }
  }
  return sum;
}

/** 2 sum of O log(O / E), each cell as the deviance O log(O / E) + E - O, of which none is negative and nothing cancels. */
function likelihoodRatioStatistic({ rows, rowTotals, columnTotals, n }: CountTable): number {
  let sum = 0;
  for (const [row, counts] of rows.entries()) {
    const total = rowTotals[row] as number;
    for (const [column, columnTotal] of columnTotals.entries()) {
      const observed = counts[column] as number;
      const excess = differenceOfProducts([observed, n], [total, columnTotal]) / n;
      sum += deviance(observed, (total / n) * columnTotal, excess);
    }
  }
  return 2 * sum;
}

function biasCorrected(pearson: number, { n, r, c }: { n: number; r: number; c: number }): number {
  const excess = Math.max(0, pearson / n - ((r - 1) * (c - 1)) / (n - 1));
  const room = Math.min(r - 1 - (r - 1) ** 2 / (n - 1), c - 1 - (c - 1) ** 2 / (n - 1));
  return room > 0 ? Math.min(1, Math.sqrt(excess / room)) : 0;
}

function smallest(values: readonly number[]): number {
  let least = Infinity;
  for (const value of values) if (value < least) least = value;
  return least;
}
