import { adjustPValues, chiSquareHomogeneity, type ChiSquareHomogeneity, type Proportion } from '@harper-edge/stats';
import { compareProportions, type ProportionOptions } from './compare-proportions.ts';
import type { Comparison, NoResult } from './comparison.ts';

export type VariantsComparison =
  | {
      readonly ok: true;
      /** Whether any rates differ at all: chi-square of the table of successes and failures. */
      readonly overall: Extract<ChiSquareHomogeneity, { readonly ok: true }>;
      /** Each treatment against the control, with the p-value adjusted for their number by Holm. */
      readonly pairs: readonly (Comparison & { readonly adjustedPValue: number })[];
    }
  | NoResult;

/**
 * Compares the conversion rates of several variants: one chi-square test over all of them, and each treatment against the
 * control by `compareProportions` with Holm's correction. The intervals are not adjusted.
 *
 * @param treatments at least one
 * @throws RangeError for no treatment or a level outside (0, 1)
 */
export function compareVariants(
  control: Proportion,
  treatments: readonly Proportion[],
  options: ProportionOptions = {},
): VariantsComparison {
  if (treatments.length === 0) throw new RangeError('Variants are compared with at least one treatment, got none.');
  const comparisons: Comparison[] = [];
  for (const treatment of treatments) {
    const comparison = compareProportions(control, treatment, options);
    if (!comparison.ok) return comparison;
    comparisons.push(comparison);
  }
  const arms = [control, ...treatments];
  const overall = chiSquareHomogeneity(arms.map(({ successes, trials }) => [successes, trials - successes]));
  if (!overall.ok) return overall;
  const adjusted = adjustPValues(
    comparisons.map(({ pValue }) => pValue),
    'holm',
  );
  const pairs = comparisons.map((pair, index) => ({ ...pair, adjustedPValue: adjusted[index] as number }));
  return { ok: true, overall, pairs };
}
