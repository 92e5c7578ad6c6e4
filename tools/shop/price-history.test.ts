import { join } from 'node:path';
import { fitDemand, type DemandFit } from '@harper-edge/pricing';
import { binomialCdf, binomialSf, createRandomGenerator } from '@harper-edge/stats';
import { describe, expect, it } from 'vitest';
import { priceHistory } from './price-history.ts';
import { readShops } from './read-shops.ts';
import { shopHistory } from './shop-history.ts';

const shops = await readShops(join(import.meta.dirname, '../../examples'));
const shop = shops.find(({ tenantId }) => tenantId === 'alpine-gear-co');
if (shop === undefined) throw new Error('there is no alpine-gear-co');
const { products, elasticities } = shop;
const known = Object.entries(elasticities);
const productOf = (productId: string) => {
  const product = products.find((candidate) => candidate.productId === productId);
  if (product === undefined) throw new Error(`there is no ${productId}`);
  return product;
};
const untilMs = Date.UTC(2026, 5, 1);

function fitOf(weeks: readonly { readonly price: number; readonly demand: number }[]) {
  return fitDemand(
    { price: weeks.map(({ price }) => price), quantity: weeks.map(({ demand }) => demand) },
    { demand: 'poisson' },
  );
}

const holds = ({ confidenceInterval: [lower, upper] }: DemandFit, truth: number): boolean =>
  lower <= truth && truth <= upper;

/** How unlikely so few or so many of n intervals of 95 % hold the truth: both tails. */
const surprise = (held: number, n: number): number =>
  Math.min(binomialCdf(held, n, 0.95), held === 0 ? 1 : binomialSf(held - 1, n, 0.95));

describe('the generated price histories', () => {
  const varied = known.filter(([, { weeks, variation }]) => weeks > 50 && variation > 0.1);

  it('are of products of the shop, with true elasticities of which some can be recovered and some cannot', () => {
    for (const [productId, { elasticity }] of known) expect(elasticity, productOf(productId).name).toBeLessThan(-1);
    expect(varied.length).toBeGreaterThanOrEqual(30);
    expect(known.length - varied.length).toBeGreaterThanOrEqual(5);
  });

  it('let the true elasticities be recovered: intervals of 95 % hold them as often as chance has it', () => {
    const { weeks } = shopHistory(shop, elasticities, untilMs);
    const held = varied.filter(([productId, { elasticity }]) => {
      const fit = fitOf(weeks.filter((week) => week.productId === productId));
      return fit.ok && holds(fit, elasticity);
    });
    expect(surprise(held.length, varied.length)).toBeGreaterThan(0.001);
  });

  it('do so in five hundred other draws too', () => {
    const rng = createRandomGenerator(5);
    let held = 0;
    for (let draw = 0; draw < 500; draw += 1) {
      const [productId, truth] = varied[draw % varied.length] as (typeof varied)[number];
      const fit = fitOf(priceHistory(productOf(productId), truth, { rng, untilMs }));
      if (fit.ok && holds(fit, truth.elasticity)) held += 1;
    }
    expect(surprise(held, 500)).toBeGreaterThan(0.001);
  });

  it.each([
    ['climbing-helmet-foam', 'noPriceVariation'],
    ['enamel-mug-set', 'noPriceVariation'],
    ['packraft', 'insufficientData'],
    ['touring-skis', 'insufficientData'],
  ])('say too little of %s: %s', (productId, reason) => {
    const { weeks } = shopHistory(shop, elasticities, untilMs);
    expect(fitOf(weeks.filter((week) => week.productId === productId))).toMatchObject({ ok: false, reason });
  });

  it('are whole weeks, the last of which is over', () => {
    const weeks = priceHistory(
      productOf('rain-jacket'),
      { elasticity: -2, weeklyUnits: 50, weeks: 3, variation: 0.2 },
      {
        rng: createRandomGenerator(1),
        untilMs,
      },
    );
    expect(weeks.map(({ timestamp }) => (untilMs - timestamp) / 86_400_000)).toEqual([21, 14, 7]);
    for (const { price, demand } of weeks) {
      expect([111.2, 125.1, 139, 152.9, 166.8]).toContain(price);
      expect(Number.isInteger(demand)).toBe(true);
    }
  });
});
