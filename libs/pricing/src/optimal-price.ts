import type { PricedCurve } from './demand-curves/demand-curve.ts';
import { maximise } from './maximise.ts';
import {
  type ConstraintName,
  type IntervalOptions,
  type PriceConstraints,
  priceInterval,
  type PriceInterval,
} from './price-constraints.ts';
import { priceWithEnding } from './price-with-ending.ts';

/** What a price brings in one period. */
export interface PriceOutcome {
  readonly price: number;
  readonly quantity: number;
  readonly revenue: number;
  readonly profit: number;
}

export interface OptimalPrice extends PriceOutcome {
  readonly ok: true;
  /** The best price without constraints; null where profit rises with every price, or with every lower one. */
  readonly unconstrainedPrice: number | null;
  /** The interval that the constraints leave; null where there is no bound. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** The constraints that keep the price from the unconstrained one, endings and steps aside; none where it is the same. */
  readonly binding: readonly ConstraintName[];
  /** Profit a period that the constraints cost, endings and steps aside; null without an unconstrained price. */
  readonly profitLost: number | null;
  /** The best price of those with an allowed ending or on a step; null where any is allowed. */
  readonly withEnding:
    ({ readonly ok: true } & PriceOutcome) | { readonly ok: false; readonly reason: 'infeasible' } | null;
}

export type NoOptimalPrice =
  | {
      /** The constraints contradict each other: `lower` is above `upper`, each set by the constraints named. */
      readonly ok: false;
      readonly reason: 'infeasible';
      readonly lower: number;
      readonly upper: number;
      readonly conflict: readonly ConstraintName[];
    }
  | {
      /** Profit rises towards an end that no constraint sets. */
      readonly ok: false;
      readonly reason: 'unbounded';
      readonly lower: number | null;
      readonly upper: number | null;
    };

export interface OptimalPriceOptions {
  /** What one unit costs, 0 or more. Default 0: the price of the largest revenue. */
  readonly unitCost?: number;
  readonly constraints?: PriceConstraints;
  /** Prices outside of this are not considered. Default: none are ruled out. */
  readonly observedRange?: NonNullable<IntervalOptions['observedRange']>;
}

/**
 * The price of the largest profit (p - c) q(p) under constraints. Profit has one peak on every curve of this library, so
 * the best price is the unconstrained one moved into the interval of the constraints; a curve without a formula for its
 * best price is searched in the interval, which then needs two ends.
 *
 * @throws RangeError as `priceInterval` does
 * @example
 * const curve = createDemandCurve({ kind: 'constantElasticity', scale: 1000, elasticity: -2 });
 * optimalPrice(curve, { unitCost: 5, constraints: { maxPrice: 8 } }) // { ok: true, price: 8, binding: ['maxPrice'], ... }
 */
export function optimalPrice(curve: PricedCurve, options: OptimalPriceOptions = {}): OptimalPrice | NoOptimalPrice {
  const { unitCost = 0, constraints = {} } = options;
  const interval = priceInterval(curve, { ...options, unitCost, constraints });
  const { lower, upper } = interval;
  if (!(lower <= upper) || upper <= 0) {
    return { ok: false, reason: 'infeasible', lower, upper, conflict: [...interval.lowerBy, ...interval.upperBy] };
  }
  const outcome = outcomeOf(curve, unitCost);
  const best = curve.bestPrice?.(unitCost);
  const free = best === undefined || best <= 0 || best === Infinity ? null : best;
  const price = constrainedPrice(interval, { best, profit: (at) => outcome(at).profit });
  const ends = { lower: lower > 0 ? lower : null, upper: upper < Infinity ? upper : null };
  if (price === undefined) return { ok: false, reason: 'unbounded', ...ends };
  const found = outcome(price);
  return {
    ok: true,
    ...found,
    unconstrainedPrice: free,
    ...ends,
    binding: bindingAt(price, { interval, best }),
    profitLost: free === null ? null : Math.max(0, outcome(free).profit - found.profit),
    withEnding: ending(constraints, { interval, price, outcome }),
  };
}

type Outcome = (price: number) => PriceOutcome;

const outcomeOf =
  (curve: PricedCurve, unitCost: number): Outcome =>
  (price) => {
    const quantity = curve.demand(price);
    return { price, quantity, revenue: price * quantity, profit: (price - unitCost) * quantity };
  };

/** The best price of the interval; undefined where profit rises towards an end that is not there. */
function constrainedPrice(
  { lower, upper }: PriceInterval,
  { best, profit }: { best: number | undefined; profit: (price: number) => number },
): number | undefined {
  if (best === undefined) return lower > 0 && upper < Infinity ? maximise(profit, lower, upper) : undefined;
  const price = Math.min(Math.max(best, lower), upper);
  return price > 0 && price < Infinity ? price : undefined;
}

function bindingAt(
  price: number,
  { interval, best }: { interval: PriceInterval; best: number | undefined },
): readonly ConstraintName[] {
  if (price === interval.lower && (best === undefined || best < price)) return interval.lowerBy;
  return price === interval.upper && (best === undefined || best > price) ? interval.upperBy : [];
}

function ending(
  { endings, step }: PriceConstraints,
  { interval, price, outcome }: { interval: PriceInterval; price: number; outcome: Outcome },
): OptimalPrice['withEnding'] {
  if (endings === undefined && step === undefined) return null;
  const { lower, upper } = interval;
  const search = { peak: price, lower, upper, profit: (at: number) => outcome(at).profit };
  const found = priceWithEnding(endings ?? [0], { ...search, ...(step !== undefined && { unit: step }) });
  return found === undefined ? { ok: false, reason: 'infeasible' } : { ok: true, ...outcome(found) };
}
