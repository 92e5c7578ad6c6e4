import { compareMeans, type Sample } from './compare-means.ts';
import { compareProportions } from './compare-proportions.ts';
import { compareRatios } from './compare-ratios.ts';
import { checkShare, type Comparison, type ComparisonOptions, type NoResult } from './comparison.ts';
import { completeRows } from './complete-rows.ts';
import { winsorise } from './winsorise.ts';

/** What each unit paid in total, 0 if nothing, and how many orders it placed: without `orders` one if it paid. */
export interface RevenueSample {
  readonly revenue: Sample;
  readonly orders?: Sample;
}

export interface RevenueOptions extends ComparisonOptions {
  /** Caps revenue per unit at this quantile of both arms together, in (0, 1), as 0.999. Default: not capped. */
  readonly winsoriseAt?: number;
}

export type RevenueComparison =
  | {
      readonly ok: true;
      /** Revenue per unit, all units counted, by Welch's test: the metric to decide by. */
      readonly revenuePerUnit: Comparison | NoResult;
      /** Share of units with revenue above 0. */
      readonly conversion: Comparison | NoResult;
      /** Revenue per order, a ratio metric. */
      readonly orderValue: Comparison | NoResult;
      /** Revenue above this counted as this; null without capping. */
      readonly cap: number | null;
      /** Share of units that were capped. */
      readonly cappedRate: number;
      readonly dropped: number;
    }
  | NoResult;

/**
 * Compares revenue: per unit with the units that paid nothing, and its two factors, the share of units that paid and the
 * value of an order, which explain a change but are not each to be read as a test of the change itself.
 *
 * @throws RangeError for columns of unequal length or options outside their range
 */
export function compareRevenue(
  control: RevenueSample,
  treatment: RevenueSample,
  { winsoriseAt, ...options }: RevenueOptions = {},
): RevenueComparison {
  if (winsoriseAt !== undefined) checkShare('winsoriseAt', winsoriseAt);
  const [a, b] = [paidUnits(control), paidUnits(treatment)];
  if ('ok' in a) return a;
  if ('ok' in b) return b;
  const capped =
    winsoriseAt === undefined
      ? { samples: [a.revenue, b.revenue], cap: null, cappedRate: 0 }
      : winsorise([a.revenue, b.revenue], winsoriseAt);
  const [revenueA, revenueB] = capped.samples as [Float64Array, Float64Array];
  return {
    ok: true,
    revenuePerUnit: compareMeans(revenueA, revenueB, options),
    conversion: compareProportions(conversions(revenueA), conversions(revenueB), options),
    orderValue: compareRatios(
      { numerator: revenueA, denominator: a.orders },
      { numerator: revenueB, denominator: b.orders },
      options,
    ),
    cap: capped.cap,
    cappedRate: capped.cappedRate,
    dropped: a.dropped + b.dropped,
  };
}

function paidUnits({ revenue, orders }: RevenueSample) {
  const rows = completeRows(orders === undefined ? [revenue] : [revenue, orders]);
  if ('ok' in rows) return rows;
  const [paid, placed] = rows.columns as [Float64Array, Float64Array | undefined];
  return { revenue: paid, orders: placed ?? paid.map((value) => Number(value > 0)), dropped: rows.dropped };
}

const conversions = (revenue: Float64Array) => ({
  successes: revenue.reduce((count, value) => count + Number(value > 0), 0),
  trials: revenue.length,
});
