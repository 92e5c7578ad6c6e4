import type { DemandKind } from './demand-curves/index.ts';
import { type Exploration, type ExploreOptions, explorePrice } from './explore-price.ts';
import { type DemandFit, fitDemand, type FitOptions, type NoDemandFit } from './fit-demand.ts';
import type { Observations } from './observations.ts';
import { poolElasticities, withElasticity } from './pool-elasticities.ts';
import { constraintsIn, type PriceConstraints } from './price-constraints.ts';
import { createPriceHistory, type PriceHistory, type PricePoint } from './price-history.ts';
import {
  type NoPriceRecommendation,
  type PriceRecommendation,
  type PriceRequest,
  recommendPrice,
} from './recommend-price.ts';

export interface AnalyzerOptions {
  /** Where the points are kept. Default: in memory, from a new `createPriceHistory()`. */
  readonly history?: PriceHistory;
  /** Milliseconds since 1970, for points without a timestamp. Default: these keep none and count in the order they came. */
  readonly clock?: () => number;
}

export interface ElasticityOptions extends FitOptions {
  /**
   * Default: `constantElasticity`, or `poisson` if more than a tenth of the periods were without sales, which logarithms
   * would leave out.
   */
  readonly demand?: DemandKind;
  /** Only points from then on, in milliseconds since 1970. Default: all. */
  readonly since?: number;
  /** A group for each point, each with a level of demand of its own: `(point) => new Date(point.timestamp).getMonth()`. */
  readonly groupBy?: (point: PricePoint) => string | number;
  /** Draw the elasticity towards those of the other products, the more the less is known of it. Default false. */
  readonly pool?: boolean;
}

export type OptimizeOptions = PriceConstraints & Omit<PriceRequest, 'currentPrice' | 'constraints'> & ElasticityOptions;

export type AnalyzerExploreOptions = PriceConstraints &
  Omit<ExploreOptions, 'currentPrice' | 'constraints'> &
  ElasticityOptions;

/** Why there is no recommendation, in plain words too. */
export type Refusal = (NoDemandFit | NoPriceRecommendation) & { readonly detail: string };

/** Each reason in plain words. */
export const refusalDetails: Readonly<Record<Refusal['reason'], string>> = {
  insufficientData: 'Too few periods with sales at a known price are recorded for this product.',
  noPriceVariation: 'Every recorded price is the same, so nothing is known of demand at another one.',
  noDemand: 'Nothing was sold at any recorded price.',
  collinear: 'The price cannot be told apart from another column.',
  notConverged: 'No demand curve fits these quantities.',
  implausibleElasticity: 'In these records demand rises with the price: something else moved both.',
  weakEvidence: 'These records do not show that demand falls with the price.',
  infeasible: 'No price satisfies all constraints.',
  unbounded: 'Profit rises beyond every price there is evidence for, and no constraint ends it.',
};

/** Learns from prices and demand how demand answers to the price, and recommends one. See `PriceHistory` for its state. */
export class PriceSensitivityAnalyzer {
  readonly #history: PriceHistory;
  readonly #clock: (() => number) | undefined;

  constructor({ history = createPriceHistory(), clock }: AnalyzerOptions = {}) {
    this.#history = history;
    this.#clock = clock;
  }

  /**
   * Records what was sold in one period.
   *
   * @param demand units, 0 or more
   * @param timestamp milliseconds since 1970, an ISO date or a Date; points with one are put in its order
   * @throws RangeError for a price that is not a finite number above 0, a demand below 0, or no date
   */
  // The signature is what users of the product know.
  // eslint-disable-next-line max-params
  recordPricePoint(productId: string, price: number, demand: number, timestamp?: number | string | Date): void {
    if (!(price > 0 && price < Infinity)) throw new RangeError(`A price is a finite number above 0, got ${price}.`);
    if (!(demand >= 0 && demand < Infinity)) throw new RangeError(`A demand is a finite number from 0, got ${demand}.`);
    const time = timestamp === undefined ? this.#clock?.() : new Date(timestamp).getTime();
    if (Number.isNaN(time)) throw new RangeError(`A timestamp is a date, got ${String(timestamp)}.`);
    this.#history.add(productId, { price, demand, ...(time !== undefined && { timestamp: time }) });
  }

  /** The demand curve of a product, with its elasticity, interval and warnings. */
  calculateElasticity(productId: string, options: ElasticityOptions = {}): DemandFit | NoDemandFit {
    const fit = this.#fit(productId, options);
    if (options.pool !== true || !fit.ok) return fit;
    const fits = this.#history
      .productIds()
      .map((id) => [id, id === productId ? fit : this.#fit(id, options)] as const)
      .filter((entry): entry is readonly [string, DemandFit] => entry[1].ok);
    const pooled = poolElasticities(new Map(fits)).estimates.get(productId);
    return pooled === undefined ? fit : withElasticity(fit, pooled);
  }

  /**
   * The price of the largest expected profit under the constraints, or why none is recommended.
   *
   * @throws RangeError for numbers that no price, cost or constraint can have
   */
  optimizePrice(productId: string, currentPrice: number, options: OptimizeOptions = {}): PriceRecommendation | Refusal {
    const fit = this.calculateElasticity(productId, options);
    if (!fit.ok) return { ...fit, detail: refusalDetails[fit.reason] };
    const result = recommendPrice(fit, { ...options, currentPrice, constraints: constraintsIn(options) });
    return result.ok ? result : { ...result, detail: refusalDetails[result.reason] };
  }

  /** A price to learn from; the choice and its propensities are logged in the history. */
  explorePrice(productId: string, currentPrice: number, options: AnalyzerExploreOptions): Exploration | Refusal {
    const fit = this.calculateElasticity(productId, options);
    const found = explorePrice(fit, { ...options, currentPrice, constraints: constraintsIn(options) });
    if (!found.ok) return { ...found, detail: refusalDetails[found.reason] };
    const timestamp = this.#clock?.();
    this.#history.logExploration({ ...found, productId, ...(timestamp !== undefined && { timestamp }) });
    return found;
  }

  #fit(productId: string, options: ElasticityOptions): DemandFit | NoDemandFit {
    const { since, groupBy } = options;
    const points = inOrderOfTime(this.#history.points(productId)).filter(
      ({ timestamp = Infinity }) => since === undefined || timestamp >= since,
    );
    const observations: Observations = {
      price: points.map(({ price }) => price),
      quantity: points.map(({ demand }) => demand),
      ...(groupBy !== undefined && { groups: points.map(groupBy) }),
    };
    const empty = points.filter(({ demand }) => demand === 0).length;
    const demand = empty > 0.1 * points.length && groupBy === undefined ? 'poisson' : 'constantElasticity';
    return fitDemand(observations, { demand, ...options });
  }
}

/** By timestamp if every point has one, or else as they came: that order is what the order of rows stands for. */
function inOrderOfTime(points: readonly PricePoint[]): readonly PricePoint[] {
  if (points.some(({ timestamp }) => timestamp === undefined)) return points;
  return points.toSorted((first, second) => (first.timestamp ?? 0) - (second.timestamp ?? 0));
}

/** An analyzer; the same as `new PriceSensitivityAnalyzer(options)`. */
export const createPriceSensitivityAnalyzer = (options: AnalyzerOptions = {}): PriceSensitivityAnalyzer =>
  new PriceSensitivityAnalyzer(options);
