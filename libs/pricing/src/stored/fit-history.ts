import { type DemandFit, type NoDemandFit } from '../fit-demand.ts';
import { createPriceHistory } from '../price-history.ts';
import { createPriceSensitivityAnalyzer } from '../price-sensitivity-analyzer.ts';
import type { DailyPoint } from './daily-points.ts';
import type { PriceInquiry } from './price-inquiry.ts';
import { priceRuns } from './price-runs.ts';

export type FitChoices = Pick<PriceInquiry, 'demand' | 'confidence' | 'since'>;

/**
 * How demand answers to the price, one row for each run of a price. Where a run has several days its kind is `poisson`
 * unless another is asked for: the logarithm of an average of days lies above the average of their logarithms, and the
 * further the more days there are, which a curve of averages does not mind.
 */
export function fitHistory(
  productId: string,
  points: readonly DailyPoint[],
  { since = -Infinity, ...choices }: FitChoices,
): DemandFit | NoDemandFit {
  const used = points.filter(({ timestamp }) => timestamp >= since);
  const runs = priceRuns(used);
  // One run says that the price never changed, which is another reason than that too little is known.
  const rows = runs.length === 1 ? used : runs;
  const history = createPriceHistory({ points: { [productId]: rows }, explorations: [] });
  const analyzer = createPriceSensitivityAnalyzer({ history });
  return analyzer.calculateElasticity(productId, {
    ...(rows.length < used.length && { demand: 'poisson' }),
    ...choices,
  });
}
