import type { DemandFit, NoDemandFit } from '../fit-demand.ts';
import { type ElasticityEstimate, poolElasticities, withElasticity } from '../pool-elasticities.ts';
import type { ConstraintName } from '../price-constraints.ts';
import { type Refusal, refusalDetails } from '../price-sensitivity-analyzer.ts';
import { type NoPriceRecommendation, type PriceRecommendation, recommendPrice } from '../recommend-price.ts';
import type { DailyPoints } from './daily-points.ts';
import { fitHistory } from './fit-history.ts';
import type { PriceInquiry } from './price-inquiry.ts';

/** What there is to learn from. All amounts are for one day. */
export interface HistoryEvidence extends Omit<DailyPoints, 'points'> {
  /** Points, and days they stand for. */
  readonly points: number;
  readonly days: number;
  /** Of the first and the last point, milliseconds since 1970; null without one. */
  readonly from: number | null;
  readonly to: number | null;
  /** Rows of the fit: points that follow each other at one price are one. */
  readonly n: number;
  /** Of the prices in the fit. */
  readonly priceRange: { readonly least: number; readonly most: number; readonly distinct: number } | null;
  readonly demandCurve: DemandFit['demand'] | null;
  readonly rSquared: number | null;
  readonly pValue: number | null;
  /** Whether older points were left out, of which there are too many. */
  readonly isCut: boolean;
  /** How many other products the elasticity was drawn towards. */
  readonly pooledWith: number;
}

export type HistoryWarning = PriceRecommendation['warnings'][number] | 'severalPricesADay' | 'cutHistory';

export type PriceAdvice = Omit<PriceRecommendation, 'warnings' | 'demand'> & {
  readonly currentPrice: number;
  /** What is largest at the recommended price: without a unit cost the revenue. */
  readonly objective: 'profit' | 'revenue';
  readonly warnings: readonly HistoryWarning[];
  readonly evidence: HistoryEvidence;
};

/** No recommendation, which is a result: the data do not support one. */
export interface PriceRefusal {
  readonly ok: false;
  readonly recommendedPrice: null;
  readonly currentPrice: number;
  readonly reason: Refusal['reason'];
  readonly detail: string;
  /** Rows with a price and sales that a curve needs, and how many there are. */
  readonly needed?: number;
  readonly received?: number;
  readonly elasticity?: number;
  readonly confidenceInterval?: readonly [number, number];
  /** Constraints that leave no price near the prices seen. */
  readonly conflict?: readonly ConstraintName[];
  readonly warnings: readonly HistoryWarning[];
  readonly evidence: HistoryEvidence;
}

export interface KnownHistory {
  readonly daily: DailyPoints;
  readonly isCut: boolean;
  /** Elasticities of other products, to be drawn towards. */
  readonly others: ReadonlyMap<string, ElasticityEstimate>;
}

/** The price that a history recommends, with what that rests on, or why it recommends none. Computes only. */
export function recommendFromHistory(
  inquiry: PriceInquiry & { readonly currentPrice: number; readonly unitCost: number },
  { daily, isCut, others }: KnownHistory,
): PriceAdvice | PriceRefusal {
  const { productId, currentPrice, unitCost } = inquiry;
  const own = fitHistory(productId, daily.points, inquiry);
  const { fit, pooledWith } = pooled(productId, own, others);
  const evidence = { ...evidenceOf(daily, fit), isCut, pooledWith };
  const about: readonly (readonly [HistoryWarning, boolean])[] = [
    ['severalPricesADay', daily.daysOfSeveralPrices > 0.1 * evidence.days],
    ['cutHistory', isCut],
  ];
  const cautions = about.filter(([, holds]) => holds).map(([warning]) => warning);
  const found: PriceRecommendation | NoPriceRecommendation | NoDemandFit = fit.ok
    ? recommendPrice(fit, { ...inquiry, currentPrice, unitCost, constraints: inquiry.constraints ?? {} })
    : fit;
  if (!found.ok) return refusal(found, { currentPrice, cautions, evidence, fit });
  const { demand: _curve, warnings, ...recommendation } = found;
  return {
    ...recommendation,
    currentPrice,
    objective: unitCost > 0 ? 'profit' : 'revenue',
    warnings: [...warnings, ...cautions],
    evidence,
  };
}

function pooled(productId: string, fit: DemandFit | NoDemandFit, others: ReadonlyMap<string, ElasticityEstimate>) {
  const all = new Map<string, ElasticityEstimate>(others);
  all.delete(productId);
  const pooledWith = all.size;
  if (!fit.ok || pooledWith === 0) return { fit, pooledWith: 0 };
  const estimate = poolElasticities(all.set(productId, fit)).estimates.get(productId);
  return { fit: estimate === undefined ? fit : withElasticity(fit, estimate), pooledWith };
}

function evidenceOf({ points, ...counts }: DailyPoints, fit: DemandFit | NoDemandFit) {
  return {
    ...counts,
    points: points.length,
    days: points.reduce((sum, { days }) => sum + days, 0),
    from: points[0]?.timestamp ?? null,
    to: points.at(-1)?.timestamp ?? null,
    n: fit.ok ? fit.n : fit.usable,
    priceRange: fit.ok ? fit.prices : null,
    demandCurve: fit.ok ? fit.demand : null,
    rSquared: fit.ok ? fit.rSquared : null,
    pValue: fit.ok ? fit.pValue : null,
  };
}

function refusal(
  found: NoDemandFit | NoPriceRecommendation,
  {
    fit,
    cautions,
    ...known
  }: Pick<PriceRefusal, 'currentPrice' | 'evidence'> & {
    readonly cautions: readonly HistoryWarning[];
    readonly fit: DemandFit | NoDemandFit;
  },
): PriceRefusal {
  return {
    ok: false,
    recommendedPrice: null,
    ...known,
    reason: found.reason,
    detail: refusalDetails[found.reason],
    ...('needed' in found && { needed: found.needed, received: found.received }),
    ...(fit.ok && { elasticity: fit.elasticity }),
    ...(fit.ok && fit.confidenceInterval.every(Number.isFinite) && { confidenceInterval: fit.confidenceInterval }),
    ...('conflict' in found && { conflict: found.conflict }),
    warnings: [...(fit.ok ? fit.warnings : []), ...cautions],
  };
}
