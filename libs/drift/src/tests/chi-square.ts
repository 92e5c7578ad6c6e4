import { chiSquareHomogeneity, fisherExact, monteCarloHomogeneity } from '@harper-edge/stats';
import type { CountPair } from '../count-pair.ts';
import { insufficientData, type NoResult, type TestResult } from '../drift-test-result.ts';

export interface CountTestOptions {
  /**
   * Below this many values on one side p is exact: Fisher's for two categories, a Monte Carlo p with `seed` for more.
   * Default 30; 0 for never.
   */
  readonly exactBelow?: number;
  /** Of the Monte Carlo p-value: a whole number. Default 1. */
  readonly seed?: number;
  /** Intervals have confidence 1 - alpha. In (0, 1), default 0.05. */
  readonly alpha?: number;
}

/**
 * Pearson's chi-square test that reference and current counts come from the same shares; categories without counts are
 * left out. The effect is Cramér's V less the part that is there by chance. Warns `smallExpectedCounts` where an
 * expected count is below 5 and p is not exact.
 *
 * @throws RangeError for unequal lengths
 * @example chiSquareTest({ reference: [100, 200, 300, 400], current: [110, 190, 310, 390] }).pValue // 0.7957
 */
export function chiSquareTest(
  { reference, current }: CountPair,
  { exactBelow = 30, seed = 1 }: CountTestOptions = {},
): TestResult | NoResult {
  const table = [reference, current];
  const test = chiSquareHomogeneity(table);
  if (!test.ok) return test;
  const [n, m] = [sum(reference), sum(current)];
  if (n === 0 || m === 0) return insufficientData(1, 0);
  const { statistic, df, minExpected, cramersVBiasCorrected } = test;
  const isSmall = Math.min(n, m) < exactBelow;
  const exact = isSmall && df > 0 ? exactP(table, seed) : undefined;
  return {
    ok: true,
    statistic,
    df,
    pValue: test.pValue,
    log10P: test.log10P,
    method: 'pearson',
    ...exact,
    effect: { name: 'cramersV', value: cramersVBiasCorrected },
    n,
    m,
    dropped: 0,
    warnings: [
      ...(isSmall ? ['smallSample'] : []),
      ...(minExpected < 5 && df > 0 && exact === undefined ? ['smallExpectedCounts'] : []),
    ],
  };
}

function exactP(table: readonly ArrayLike<number>[], seed: number): Partial<TestResult> | undefined {
  const used = [...(table[0] as ArrayLike<number> & Iterable<number>)]
    .map((count, column) => [count, table[1]?.[column] as number] as const)
    .filter(([first, second]) => first + second > 0);
  if (used.length === 2) {
    const fisher = fisherExact([used.map(([first]) => first), used.map(([, second]) => second)]);
    return fisher.ok ? { pValue: fisher.pValue, log10P: fisher.log10P, method: 'fisher' } : undefined;
  }
  const drawn = monteCarloHomogeneity(table, { seed });
  return drawn.ok ? { pValue: drawn.pValue, log10P: Math.log10(drawn.pValue), method: 'monteCarlo' } : undefined;
}

function sum(counts: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < counts.length; index += 1) total += counts[index] as number;
  return total;
}
