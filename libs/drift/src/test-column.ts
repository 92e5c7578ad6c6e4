import { chooseTest } from './choose-test.ts';
import type { Effect, NoResult, TestResult } from './drift-test-result.ts';
import { categoryChanges, type CategoryChanges } from './pairs/category-changes.ts';
import { categoryPair } from './pairs/category-pair.ts';
import type { ColumnPair } from './pairs/column-pair.ts';
import type { CountTestOptions } from './tests/chi-square.ts';
import { type DriftTestName, driftTests } from './tests/index.ts';
import { shareTest } from './tests/two-proportion.ts';

/** What the tests of one column say before they are seen together with those of the others. */
export interface TestedColumn extends CategoryChanges {
  readonly column: string;
  readonly test: DriftTestName;
  readonly reason: string;
  readonly result: TestResult | NoResult;
  readonly missing: (TestResult & { readonly referenceShare: number; readonly currentShare: number }) | undefined;
}

export interface ColumnTestOptions extends Required<CountTestOptions> {
  /** The test asked for, if any. */
  readonly test: DriftTestName | undefined;
}

/** @throws RangeError for a test that does not apply to the column */
export function testColumn(pair: ColumnPair, { test: asked, ...options }: ColumnTestOptions): TestedColumn {
  const { categories, numbers } = pair;
  const counts = categories === undefined ? pair.bins : categoryPair(categories.reference, categories.current);
  if (counts === undefined) throw new TypeError(`Column "${pair.name}" has neither categories nor bins.`);
  const { test, reason } =
    asked === undefined ? chooseTest(pair, counts.labels.length) : { test: asked, reason: 'as asked' };
  const result = driftTests[test]({ counts, numbers, options });
  if (result === undefined) throw new RangeError(`The test ${test} does not apply to column "${pair.name}".`);
  const changes = categories && categoryChanges(categories.reference, categories.current);
  return {
    column: pair.name,
    test,
    reason: counts.pooled > 0 ? `${reason}; ${counts.pooled} rare or unlisted categories counted together` : reason,
    result: result.ok ? { ...result, dropped: pair.missing.reference + pair.missing.current } : result,
    missing: missingChange(pair, options),
    newCategories: changes?.newCategories ?? [],
    vanishedCategories: changes?.vanishedCategories ?? [],
  };
}

/** Nothing to test where nothing is missing. */
function missingChange({ present, missing }: ColumnPair, options: CountTestOptions): TestedColumn['missing'] {
  if (missing.reference + missing.current === 0) return undefined;
  const test = shareTest(
    { reference: [present.reference, missing.reference], current: [present.current, missing.current] },
    options,
  );
  if (!test.ok) return undefined;
  const effect: Effect = { ...test.effect, name: 'missingShareChange' };
  return {
    ...test,
    effect,
    referenceShare: missing.reference / test.n,
    currentShare: missing.current / test.m,
  };
}
