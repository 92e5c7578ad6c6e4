import { createRandomGenerator, type RandomGenerator } from '@harper-edge/stats';
import type { ProductFields } from '@harper-edge/tenants';
import { normal, poisson } from './draws.ts';

/** How the generated demand for a product answers to its price: what an estimate should find again. */
export interface TrueDemand {
  /** Relative change of demand over relative change of price, below 0. */
  readonly elasticity: number;
  /** Units sold a week at the price of the catalogue, over the year. */
  readonly weeklyUnits: number;
  /** How many weeks there are records of. */
  readonly weeks: number;
  /** Prices go this share up and down from that of the catalogue; 0: it was never changed. */
  readonly variation: number;
}

export interface WeekOfSales {
  readonly productId: string;
  /** The first moment of the week; milliseconds since 1970. */
  readonly timestamp: number;
  readonly days: 7;
  readonly price: number;
  readonly demand: number;
}

const weekMs = 7 * 86_400_000;

/** Standard deviation of the logarithm of what moves a week's demand besides price and season: weather, news, others' prices. */
const shock = 0.15;
const steps = [-1, -0.5, 0, 0.5, 1];

/**
 * Sales of the weeks up to `untilMs`:
 *
 *     demand ~ Poisson(weeklyUnits · season · (price / list price) ^ elasticity · exp(0.15 z))
 *
 * z standard normal, the price of each week drawn from five, whatever the demand was before, season 1 ± 0.3 with its top in
 * the seasons the product is for.
 */
export function priceHistory(
  product: Pick<ProductFields, 'productId' | 'price' | 'seasons'>,
  truth: TrueDemand,
  { rng, untilMs }: { readonly rng: RandomGenerator; readonly untilMs: number },
): readonly WeekOfSales[] {
  return Array.from({ length: truth.weeks }, (_, week) => {
    const timestamp = untilMs - (truth.weeks - week) * weekMs;
    // Draws of its own for each week: a season that falls otherwise changes no other week.
    const own = createRandomGenerator(rng.nextInteger(4_294_967_296));
    const step = steps[own.nextInteger(steps.length)] as number;
    const price = Math.round(100 * product.price * (1 + truth.variation * step)) / 100;
    const answer = (price / product.price) ** truth.elasticity;
    const mean = truth.weeklyUnits * seasonAt(product.seasons, timestamp) * answer * Math.exp(shock * normal(own));
    return { productId: product.productId, timestamp, days: 7, price, demand: poisson(own, mean) };
  });
}

/** Day of the year in the middle of each season. */
const middles = { spring: 105, summer: 196, autumn: 288, winter: 15 } as const;

/** 1 ± 0.3 over the year; the more seasons, the less, and 1 for products of all of them. */
function seasonAt(seasons: ProductFields['seasons'], timestamp: number): number {
  const day = (timestamp / 86_400_000) % 365.25;
  const lifts = seasons.map((season) => Math.cos((2 * Math.PI * (day - middles[season])) / 365.25));
  return lifts.length === 0 ? 1 : 1 + (0.3 * lifts.reduce((sum, lift) => sum + lift, 0)) / lifts.length;
}
