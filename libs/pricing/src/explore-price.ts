import { createDemandCurve } from './demand-curves/index.ts';
import { demandOfDraws } from './expected-curve.ts';
import type { DemandFit, NoDemandFit } from './fit-demand.ts';
import type { NoOptimalPrice } from './optimal-price.ts';
import { posteriorDraws } from './posterior-draws.ts';
import { type PriceConstraints, priceInterval } from './price-constraints.ts';

export interface ExploreOptions {
  readonly currentPrice: number;
  /** Uniform numbers in [0, 1), as of `createRandomGenerator(seed).next`. */
  readonly rng: () => number;
  readonly unitCost?: number;
  /** `maxChange` is the limit of a step; `endings` make the candidates. */
  readonly constraints?: PriceConstraints;
  /** How many prices, evenly spaced, to choose from where there are no endings. Default 21. */
  readonly candidates?: number;
  /** The least relative distance from the current price, without which nothing would be learned. Default 0.01. */
  readonly minStep?: number;
  /** The share of choices made evenly among the candidates, in (0, 1]: every price keeps a propensity. Default 0.05. */
  readonly floor?: number;
  /** How many curves the propensities are counted over. Default 500. */
  readonly draws?: number;
}

export interface CandidatePrice {
  readonly price: number;
  /** The probability with which it is chosen. */
  readonly propensity: number;
}

export interface Exploration extends CandidatePrice {
  readonly ok: true;
  /** `posterior`: by the chance of being the best price. `uniform`: nothing is known yet. */
  readonly basis: 'posterior' | 'uniform';
  /** All that could have been chosen, this one too; the propensities add up to 1. To be kept with the outcome. */
  readonly candidates: readonly CandidatePrice[];
}

/** As beyond the prices seen, or around the current price before any was. */
const reach = { lower: 0.8, upper: 1.25 };

/**
 * Thompson sampling: a price is tried as often as it is the best one in the posterior of the demand curve (the exact
 * normal-inverse-gamma posterior under a flat prior, falling curves only). The chance is worked out for every candidate
 * before one is drawn, so the propensity in the log is the one used and what is learned can be weighted by it later.
 * Without a fit every candidate is as likely.
 *
 * @throws RangeError for a number out of range, and as `priceInterval` does
 */
export function explorePrice(
  fit: DemandFit | NoDemandFit,
  options: ExploreOptions,
): Exploration | Extract<NoOptimalPrice, { reason: 'infeasible' }> {
  const { currentPrice, rng, unitCost = 0, floor = 0.05, draws = 500 } = options;
  if (!(currentPrice > 0 && currentPrice < Infinity)) {
    throw new RangeError(`The current price is a finite number above 0, got ${currentPrice}.`);
  }
  if (!(floor > 0 && floor <= 1)) throw new RangeError(`A floor lies in (0, 1], got ${floor}.`);
  const seen = fit.ok ? fit.prices : { least: currentPrice, most: currentPrice };
  const curve = fit.ok ? createDemandCurve(fit.demand) : { demand: () => 0 };
  const interval = priceInterval(curve, {
    unitCost,
    constraints: { currentPrice, ...options.constraints },
    observedRange: { lower: seen.least * reach.lower, upper: seen.most * reach.upper },
  });
  const { lower, upper } = interval;
  const prices = candidatePrices(options, { lower, upper });
  if (prices.length === 0) {
    return { ok: false, reason: 'infeasible', lower, upper, conflict: [...interval.lowerBy, ...interval.upperBy] };
  }
  const shares = fit.ok ? bestShares(fit, { prices, unitCost, draws }) : undefined;
  const even = 1 / prices.length;
  const candidates = prices.map((price, at) => ({
    price,
    propensity: shares === undefined ? even : (1 - floor) * (shares[at] as number) + floor * even,
  }));
  return { ok: true, ...pick(candidates, rng()), basis: shares === undefined ? 'uniform' : 'posterior', candidates };
}

function candidatePrices(
  { currentPrice, constraints = {}, candidates = 21, minStep = 0.01 }: ExploreOptions,
  { lower, upper }: { lower: number; upper: number },
): number[] {
  if (!(Number.isInteger(candidates) && candidates >= 2)) {
    throw new RangeError(`Candidates are a whole number from 2, got ${candidates}.`);
  }
  if (!(minStep >= 0)) throw new RangeError(`A least step is not negative, got ${minStep}.`);
  if (!(lower <= upper)) return [];
  const { endings } = constraints;
  const spaced =
    endings === undefined
      ? Array.from({ length: candidates }, (_, at) => lower + ((upper - lower) * at) / (candidates - 1))
      : thinned(endingPrices(endings, { lower, upper }), candidates);
  // Rounding must not take away the prices that are exactly one step off.
  const least = minStep * (1 - 1e-9);
  return [...new Set(spaced)].filter((price) => price > 0 && Math.abs(price / currentPrice - 1) >= least);
}

function endingPrices(endings: readonly number[], { lower, upper }: { lower: number; upper: number }): number[] {
  const prices: number[] = [];
  for (const ending of endings) {
    for (let units = Math.max(0, Math.ceil(lower - ending)); units + ending <= upper; units += 1) {
      prices.push(units + ending);
    }
  }
  return prices.sort((first, second) => first - second);
}

/** At most `count` of the prices, evenly spread among them. */
const thinned = (prices: readonly number[], count: number): number[] =>
  prices.length <= count
    ? [...prices]
    : Array.from({ length: count }, (_, at) => prices[Math.round((at * (prices.length - 1)) / (count - 1))] as number);

/** For each price the share of drawn curves on which it brings the largest profit; undefined if no drawn curve falls. */
function bestShares(
  fit: DemandFit,
  { prices, unitCost, draws: count }: { prices: readonly number[]; unitCost: number; draws: number },
): number[] | undefined {
  const { degreesOfFreedom, line } = fit;
  const draws = posteriorDraws(line, { degreesOfFreedom, count, errors: 'classical' });
  if (draws.length === 0) return undefined;
  const wins = prices.map(() => 0);
  const demand = demandOfDraws(fit);
  for (const draw of draws) {
    let best = 0;
    let bestProfit = -Infinity;
    for (const [at, price] of prices.entries()) {
      const profit = (price - unitCost) * demand(draw, price);
      if (profit > bestProfit) [best, bestProfit] = [at, profit];
    }
    wins[best] = (wins[best] as number) + 1;
  }
  return wins.map((won) => won / draws.length);
}

function pick(candidates: readonly CandidatePrice[], uniform: number): CandidatePrice {
  let left = uniform;
  for (const candidate of candidates) {
    left -= candidate.propensity;
    if (left < 0) return candidate;
  }
  return candidates.at(-1) as CandidatePrice;
}
