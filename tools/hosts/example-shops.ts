import { join } from 'node:path';
import { binomialCdf } from '@harper-edge/stats';
import { expect } from 'vitest';
import { readShops } from '../shop/read-shops.ts';
import { root } from './documents.ts';
import { call } from './running-host.ts';

const shops = await readShops(join(root, 'examples'));
const shop = shops.find(({ tenantId }) => tenantId === 'alpine-gear-co');

/** What the example shops of a host answer means something: seen against what they were made with. */
export async function expectExampleShops(url: string): Promise<void> {
  await expectRecommendations(`${url}/api/alpine-gear-co`);
  await expectOneVariant(`${url}/api/alpine-gear-co`);
  await expectPrices(`${url}/api/alpine-gear-co`);
  await expectOwnCatalogues(url);
}

/** Shoppers of whom nothing is known but what they say; `ai-enhanced` visitors are ranked by meaning. */
async function expectRecommendations(url: string): Promise<void> {
  const asked = [
    ['trail-running', 'trail-runner-shoes', 'camp-kitchen-set'],
    ['camping with the family', 'tent-family-5', 'trail-runner-pro-2024'],
    ['ski-touring', 'touring-skins', 'river-sandals'],
    ['bouldering', 'crash-pad', 'rain-trousers-zip'],
    ['paddling', 'inflatable-kayak', 'ski-goggles'],
  ] as const;
  for (const [activityType, wanted, unwanted] of asked) {
    const { body } = await call(`${url}/personalize`, {
      json: { products: [unwanted, wanted], userContext: { activityType } },
      headers: { 'x-user-id': await visitorOf(url, 'ai-enhanced') },
    });
    expect(body).toMatchObject({ personalized: true, model: 'gear-words:v1' });
    expect(body.products).toMatchObject([{ id: wanted }, { id: unwanted }]);
  }
  const { body } = await call(`${url}/personalize`, {
    json: { userContext: { activityType: 'trail-running' } },
    headers: { 'x-user-id': await visitorOf(url, 'baseline') },
  });
  expect(body).toMatchObject({ personalized: false, model: null, experiment: { variant: 'baseline' } });
  expect(body.products).toHaveLength(20);
}

/** A visitor who is known to nobody, of a variant. */
async function visitorOf(url: string, wanted: string): Promise<string> {
  for (let visitor = 0; visitor < 50; visitor += 1) {
    const userId = `newcomer-${visitor}`;
    const { body } = await call(`${url}/experiment/gear-rec-test`, { headers: { 'x-user-id': userId } });
    if (body.variant === wanted) return userId;
  }
  throw new Error(`none of 50 visitors is assigned to ${wanted}`);
}

async function expectOneVariant(url: string): Promise<void> {
  const variants = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const headers = { 'x-user-id': 'hiker_sarah_2024' };
      return (await call(`${url}/experiment/gear-rec-test`, { headers })).body.variant as string;
    }),
  );
  expect(new Set(variants).size).toBe(1);
}

/** Intervals of 95 % hold the true elasticity as often as they say, and thin evidence gets no price. */
async function expectPrices(url: string): Promise<void> {
  let [fits, held] = [0, 0];
  for (const [productId, { elasticity, weeks, variation }] of Object.entries(shop?.elasticities ?? {})) {
    const { status, body } = await call(`${url}/optimize-price`, { json: { productId } });
    expect(status).toBe(200);
    const isThin = weeks < 50 || variation < 0.1;
    expect(body.ok, productId).toBe(!isThin);
    if (isThin) {
      expect(body).toMatchObject({ recommendedPrice: null, detail: expect.stringMatching(/ .+\.$/) as string });
      continue;
    }
    const [lower, upper] = body.confidenceInterval as [number, number];
    fits += 1;
    if (lower <= elasticity && elasticity <= upper) held += 1;
    expectGoodPrice(productId, elasticity, body);
  }
  expect(fits).toBeGreaterThanOrEqual(30);
  expect(binomialCdf(held, fits, 0.95)).toBeGreaterThan(0.001);
}

/**
 * By the demand the shop was made with, the price recommended earns nearly what the best one within 25 % earns. How the
 * season falls depends on the day: over the weeks of a year the least was 0.92.
 */
function expectGoodPrice(productId: string, elasticity: number, body: { readonly recommendedPrice: number }): void {
  const { price = 0, cost = null } = shop?.products.find((product) => product.productId === productId) ?? {};
  const profit = (at: number): number => (at - (cost ?? 0)) * (at / price) ** elasticity;
  const within = Math.min(Math.max((elasticity / (1 + elasticity)) * (cost ?? 0), 0.75 * price), 1.25 * price);
  expect(body.recommendedPrice).toBeGreaterThanOrEqual(0.75 * price - 0.01);
  expect(body.recommendedPrice).toBeLessThanOrEqual(1.25 * price + 0.01);
  expect(profit(body.recommendedPrice), productId).toBeGreaterThan(0.9 * profit(within));
}

/** No shop knows another's products. */
async function expectOwnCatalogues(url: string): Promise<void> {
  for (const { tenantId } of shops) {
    for (const { tenantId: other, products } of shops) {
      const { status, body } = await call(`${url}/api/${tenantId}/personalize`, {
        json: { products: [products[0]?.productId], userContext: { query: 'helmet' } },
        headers: { 'x-user-id': 'visitor' },
      });
      expect(status).toBe(tenantId === other ? 200 : 404);
      if (status === 404) expect(body.code).toBe('NOT_FOUND');
    }
  }
}
