import { adjustPValues } from '@harper-edge/stats';

/** One test of an experiment, over metrics and variants. */
export interface FamilyTest {
  /** `primary` tests decide, `exploratory` ones suggest what to look at next. */
  readonly role: 'primary' | 'exploratory';
  /** NaN where there is no test: it stays NaN and does not count. */
  readonly pValue: number;
}

const corrections = { primary: 'holm', exploratory: 'benjaminiHochberg' } as const;

/**
 * The tests of an experiment with p-values adjusted for having been looked at together: over all variants and metrics
 * Holm's for the primary ones, so that any false alarm among them has at most the chance alpha; Benjamini and Hochberg's
 * for the exploratory ones, of whose alarms at most the share alpha is false on average. In the order given.
 *
 * @throws RangeError for a p-value outside [0, 1]
 */
export function adjustFamily<T extends FamilyTest>(
  tests: readonly T[],
): readonly (T & { readonly adjustedPValue: number })[] {
  const adjusted = new Map<T, number>();
  for (const role of ['primary', 'exploratory'] as const) {
    const family = tests.filter((test) => test.role === role);
    const pValues = adjustPValues(
      family.map(({ pValue }) => pValue),
      corrections[role],
    );
    for (const [index, test] of family.entries()) adjusted.set(test, pValues[index] as number);
  }
  return tests.map((test) => ({ ...test, adjustedPValue: adjusted.get(test) ?? Number.NaN }));
}
