import { quantile, sortNumbers } from '@harper-edge/stats';
import type { PricedCurve } from './demand-curves/demand-curve.ts';
import { createDemandCurve, demandForm } from './demand-curves/index.ts';
import { demandOfDraws, expectedCurve } from './expected-curve.ts';
import { curveParameters, type DemandFit } from './fit-demand.ts';
import type { FitWarning } from './fit-warnings.ts';
import { type NoOptimalPrice, type OptimalPrice, optimalPrice, type PriceOutcome } from './optimal-price.ts';
import { type LineDraw, posteriorDraws } from './posterior-draws.ts';
import type { ConstraintName, PriceConstraints } from './price-constraints.ts';

export interface PriceRequest {
  /** The price now, which the recommendation is compared with. */
  readonly currentPrice: number;
  /** What one unit costs, 0 or more. Default 0, which makes the price that of the largest revenue. */
  readonly unitCost?: number;
  readonly constraints?: PriceConstraints;
  /** Look ten times beyond the prices seen, instead of from 0.8 of the least to 1.25 of the most. Default false. */
  readonly extrapolate?: boolean;
  /** Recommend although the confidence interval of the elasticity reaches 0. Default false. */
  readonly acceptWeakEvidence?: boolean;
  /** How many curves of the posterior expected profit is averaged over. Default 200. */
  readonly draws?: number;
}

export interface PriceRecommendation {
  readonly ok: true;
  /** The price of the largest expected profit a period; of those with an allowed ending or on a step where these are given. */
  readonly recommendedPrice: number;
  /** Expected at the recommended price, a period. */
  readonly expectedDemand: number;
  readonly expectedRevenue: number;
  readonly expectedProfit: number;
  /** The same at the current price. */
  readonly current: PriceOutcome;
  /** Expected profit over that of the current price, less 1; null if that is not above 0. */
  readonly improvement: number | null;
  /** The share of the posterior in which the recommended price brings at least the profit of the current one. */
  readonly chanceOfImprovement: number;
  readonly elasticity: number;
  /** Of the elasticity. */
  readonly confidenceInterval: readonly [number, number];
  readonly confidence: number;
  /** Where the best price under the constraints lies, by the posterior, with the same confidence. */
  readonly priceInterval: readonly [number, number];
  /** The constraints that hold the price where it is. */
  readonly binding: readonly ConstraintName[];
  /** Profit a period that constraints cost, by the fitted curve; null where without them profit rises without end. */
  readonly profitLost: number | null;
  readonly demand: DemandFit['demand'];
  /** Those of the fit, and whether the current price is beyond the prices seen. */
  readonly warnings: readonly (FitWarning | 'currentPriceUntried')[];
}

export type NoPriceRecommendation =
  | NoOptimalPrice
  /** `implausibleElasticity`: demand rises with the price. `weakEvidence`: that it falls is not shown. */
  | {
      readonly ok: false;
      readonly reason: 'implausibleElasticity' | 'weakEvidence';
      readonly elasticity: number;
      readonly confidenceInterval: readonly [number, number];
      readonly warnings: readonly FitWarning[];
    };

/** How far beyond the prices seen a recommendation may lie, as factors of the least and the most. */
const within = { lower: 0.8, upper: 1.25 };
const beyond = { lower: 0.1, upper: 10 };

/**
 * The price of the largest expected profit, averaged over the posterior of the curve instead of taken from the one
 * fitted: where demand is uncertain the two differ. Refused if demand is not shown to fall with the price.
 *
 * @throws RangeError for a price or cost that is not a finite number above 0, and as `priceInterval` does
 */
export function recommendPrice(fit: DemandFit, request: PriceRequest): PriceRecommendation | NoPriceRecommendation {
  const { currentPrice, unitCost = 0, extrapolate = false, acceptWeakEvidence = false, draws = 200 } = request;
  if (!(currentPrice > 0 && currentPrice < Infinity)) {
    throw new RangeError(`The current price is a finite number above 0, got ${currentPrice}.`);
  }
  const { elasticity, confidenceInterval, warnings, prices } = fit;
  const evidence = { elasticity, confidenceInterval, warnings };
  if (!(elasticity < 0)) return { ok: false, reason: 'implausibleElasticity', ...evidence };
  const known = Number.isFinite(fit.standardError);
  if (!known || !(acceptWeakEvidence || confidenceInterval[1] < 0)) {
    return { ok: false, reason: 'weakEvidence', ...evidence };
  }
  const { degreesOfFreedom } = fit;
  const lines = posteriorDraws(fit.line, { degreesOfFreedom, count: draws });
  const factors = extrapolate ? beyond : within;
  const options = {
    unitCost,
    constraints: { currentPrice, ...request.constraints },
    observedRange: { lower: prices.least * factors.lower, upper: prices.most * factors.upper },
  };
  const expected = expectedCurve(fit, lines);
  const best = optimalPrice(expected, options);
  if (!best.ok) return best;
  // Ten times beyond what was seen and still rising: nothing says where that ends.
  if (extrapolate && best.binding.includes('observedRange')) {
    return { ok: false, reason: 'unbounded', lower: best.lower, upper: best.upper };
  }
  const chosen = best.withEnding ?? best;
  const grid = request.constraints?.step === undefined ? 'endings' : 'step';
  if (!chosen.ok) return { ok: false, reason: 'infeasible', ...boundsOf(best), conflict: [grid] };
  return describePrice(fit, { best, chosen, grid, lines, expected, unitCost, currentPrice });
}

const boundsOf = ({ lower, upper }: OptimalPrice) => ({ lower: lower ?? 0, upper: upper ?? Infinity });

interface Chosen {
  readonly best: OptimalPrice;
  readonly chosen: PriceOutcome;
  /** Which constraint leaves single prices only. */
  readonly grid: ConstraintName;
  readonly lines: readonly LineDraw[];
  readonly expected: PricedCurve;
  readonly unitCost: number;
  readonly currentPrice: number;
}

function describePrice(
  fit: DemandFit,
  { best, chosen, grid, lines, expected, unitCost, currentPrice }: Chosen,
): PriceRecommendation {
  const { elasticity, confidenceInterval, confidence, demand, prices } = fit;
  const demandOf = demandOfDraws(fit);
  const gain = (line: LineDraw) =>
    (chosen.price - unitCost) * demandOf(line, chosen.price) - (currentPrice - unitCost) * demandOf(line, currentPrice);
  const quantity = expected.demand(currentPrice);
  const current = {
    price: currentPrice,
    quantity,
    revenue: currentPrice * quantity,
    profit: (currentPrice - unitCost) * quantity,
  };
  const untried = currentPrice < prices.least * within.lower || currentPrice > prices.most * within.upper;
  return {
    ok: true,
    recommendedPrice: chosen.price,
    expectedDemand: chosen.quantity,
    expectedRevenue: chosen.revenue,
    expectedProfit: chosen.profit,
    current,
    improvement: current.profit > 0 ? chosen.profit / current.profit - 1 : null,
    chanceOfImprovement: lines.filter((line) => gain(line) >= 0).length / lines.length,
    elasticity,
    confidenceInterval,
    confidence,
    priceInterval: bestPrices(fit, { lines, ...boundsOf(best), unitCost }),
    binding: chosen.price === best.price ? best.binding : [...best.binding, grid],
    profitLost: profitLost(fit, { price: chosen.price, unitCost }),
    demand,
    warnings: untried ? [...fit.warnings, 'currentPriceUntried'] : fit.warnings,
  };
}

function bestPrices(
  fit: DemandFit,
  { lines, lower, upper, unitCost }: { lines: readonly LineDraw[]; lower: number; upper: number; unitCost: number },
): [number, number] {
  const form = demandForm(fit.demand.kind);
  const prices = lines.map((line) => {
    const best = form.curve(curveParameters(form, fit.line, line)).bestPrice?.(unitCost) ?? lower;
    return Math.min(Math.max(best, lower), upper);
  });
  const { confidence } = fit;
  const sorted = sortNumbers(prices);
  return [quantile(sorted, (1 - confidence) / 2), quantile(sorted, (1 + confidence) / 2)];
}

function profitLost(fit: DemandFit, { price, unitCost }: { price: number; unitCost: number }): number | null {
  const curve = createDemandCurve(fit.demand);
  const free = optimalPrice(curve, { unitCost });
  return free.ok ? Math.max(0, free.profit - (price - unitCost) * curve.demand(price)) : null;
}
