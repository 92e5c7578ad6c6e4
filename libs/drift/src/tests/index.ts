import type { CountPair } from '../count-pair.ts';
import type { NoResult, TestResult } from '../drift-test-result.ts';
import type { NumberPair } from '../pairs/number-pair.ts';
import { chiSquareTest, type CountTestOptions } from './chi-square.ts';
import { hellingerTest } from './hellinger.ts';
import { jensenShannonTest } from './jensen-shannon.ts';
import { lInfinityTest } from './l-infinity.ts';
import { psiTest } from './psi.ts';
import { totalVariationTest } from './total-variation.ts';
import { shareTest } from './two-proportion.ts';

/** What a test of a column may use. */
export interface TestInput {
  /** Of categories, few values or bins. */
  readonly counts: CountPair;
  /** Of a numeric column. */
  readonly numbers: NumberPair | undefined;
  readonly options: Required<CountTestOptions>;
}

/** @returns undefined for a column it does not apply to */
type ColumnTest = (input: TestInput) => TestResult | NoResult | undefined;

/** The Kolmogorov-Smirnov test with both of its effects: the distance D, and how far values moved. */
const kolmogorovSmirnov: ColumnTest = ({ numbers, options }) => {
  const test = numbers?.ks(options.alpha);
  if (numbers === undefined || test?.ok !== true) return test;
  const distance = numbers.wasserstein();
  const warnings = [
    ...test.warnings,
    ...(distance.ok ? distance.warnings : [distance.reason]),
    ...(Math.min(test.n, test.m) < options.exactBelow ? ['smallSample'] : []),
  ];
  if (!distance.ok) return { ...test, warnings };
  return { ...test, warnings, otherEffects: [{ name: 'w1OverStd', value: distance.w1OverStd }] };
};

/** The distance values moved as statistic and only effect; p is that of the Kolmogorov-Smirnov test. */
const wasserstein: ColumnTest = (input) => {
  const distance = input.numbers?.wasserstein();
  const test = kolmogorovSmirnov(input);
  if (distance?.ok !== true || test?.ok !== true) return distance?.ok === false ? distance : test;
  const { otherEffects: _, ...rest } = test;
  return { ...rest, statistic: distance.w1, effect: { name: 'w1OverStd', value: distance.w1OverStd } };
};

const onCounts =
  (test: (pair: CountPair, options: CountTestOptions) => TestResult | NoResult): ColumnTest =>
  ({ counts, options }) =>
    test(counts, options);

/** The tests that a column can be given; distances without a distribution of their own borrow the p of the chi-square test. */
export const driftTests = {
  kolmogorovSmirnov,
  wasserstein,
  chiSquare: onCounts(chiSquareTest),
  twoProportion: ({ counts, options }) => (counts.reference.length > 2 ? undefined : shareTest(counts, options)),
  psi: onCounts((counts) => psiTest(counts)),
  jensenShannon: onCounts(jensenShannonTest),
  hellinger: onCounts(hellingerTest),
  totalVariation: onCounts(totalVariationTest),
  lInfinity: onCounts(lInfinityTest),
} as const satisfies Record<string, ColumnTest>;

export type DriftTestName = keyof typeof driftTests;
