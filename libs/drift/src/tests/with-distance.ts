import type { Effect, NoResult, TestResult } from '../drift-test-result.ts';

/** A test's p-value together with a distance that has no distribution of its own, as statistic and effect. */
export function withDistance(test: TestResult | NoResult, effect: Effect): TestResult | NoResult {
  if (!test.ok) return test;
  const { df: _, ...rest } = test;
  return { ...rest, statistic: effect.value, effect };
}
