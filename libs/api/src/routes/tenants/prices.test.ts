import { createBenchmarks } from '@harper-edge/benchmark';
import { silentLogger, type Store } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { createMemoryStore } from '@harper-edge/store/memory';
import type { TenantSettings } from '@harper-edge/tenants';
import { describe, expect, it } from 'vitest';
import { createApi, type Api } from '../../index.ts';
import { createShop } from '../../shop/shop.ts';

const dayMs = 86_400_000;
const today = Date.UTC(2026, 5, 1, 12);

function apiOn(store: Store, clock: ReturnType<typeof createFakeClock>) {
  const shared = { clock, logger: silentLogger };
  const registry = createRegistry({ store, clock });
  const rng = createSeededRng(1);
  const shop = createShop({ ...shared, store, rng });
  const readArtifact = async (model: Parameters<typeof registry.readArtifact>[0]) => ({
    bytes: await registry.readArtifact(model),
  });
  const api = createApi({
    ...shared,
    registry,
    engine: createInferenceEngine({ ...shared, backends: [], readArtifact }),
    monitoring: createMonitoring({ store, ...shared }),
    benchmarks: createBenchmarks({ store }),
    shop,
    rng,
    host: { name: 'standalone', version: '0', nodeVersion: '0' },
  });
  return { api, shop };
}

const boots = {
  ...{ productId: 'boots', name: 'Boots', description: 'For stones.', category: 'shoes', activities: [], seasons: [] },
  ...{ experienceLevels: [], price: 130, cost: 60 },
};

async function setUp(settings: Partial<TenantSettings> = {}) {
  const store = createMemoryStore();
  const clock = createFakeClock(today);
  const { api, shop } = apiOn(store, clock);
  await shop.tenants.put('shop', { name: 'Shop', ...settings });
  await shop.tenants.put('other', { name: 'Other' });
  await shop.products.put('shop', [boots]);
  return { store, clock, api, shop, post: poster(api), get: (path: string) => call(api, path) };
}

/** Members of answers that tests look into; each route has its own. */
interface Answer {
  readonly points: readonly object[];
  readonly evidence: { readonly n: number };
  readonly recommendedPrice: number;
  readonly expectedDemand: number;
  readonly expectedRevenue: number;
  readonly expectedProfit: number;
  readonly currentProfit: number;
  readonly improvement: number;
  readonly elasticity: number;
  readonly recommendationId: string;
  readonly currentPrice: number;
  readonly confidenceInterval: readonly [number, number];
  readonly experiments: readonly object[];
  readonly requestId: string;
}

async function call(api: Api, path: string, json?: unknown, headers: Record<string, string> = {}) {
  const { status, body } = await api.fetch(
    {
      method: json === undefined ? 'GET' : 'POST',
      url: `/api/${path}`,
      headers: new Headers({ 'content-type': 'application/json', ...headers }),
      body: json === undefined ? null : new Blob([JSON.stringify(json)]).stream(),
      signal: new AbortController().signal,
    },
    { name: 'test', isAdmin: true },
  );
  return { status, body: JSON.parse(body as string) as Answer };
}
const poster =
  (api: Api) =>
  (path: string, json: unknown, headers: Record<string, string> = {}) =>
    call(api, path, json, headers);

/** What a product sold in weeks with seasons and weather, at prices that do not follow these. */
function history(productId: string, elasticity: number, next: () => number, weeks = 50) {
  const normal = () => normalQuantile(next() || 0.5);
  let weather = 0;
  return Array.from({ length: weeks }, (_, week) => {
    const price = 90 + 10 * Math.floor(9 * next());
    weather = 0.6 * weather + 0.8 * 0.2 * normal();
    const mean =
      60 * Math.exp(elasticity * Math.log(price / 130) + 0.25 * Math.sin((2 * Math.PI * week) / 52) + weather);
    let [demand, left] = [-1, mean];
    while (left > 0) [demand, left] = [demand + 1, left + Math.log(1 - next())];
    return { productId, price, demand, days: 7, timestamp: today - 7 * (weeks - week) * dayMs };
  });
}
const known = () => history('boots', -2.5, createRandomGenerator(4).next);

const refusal = (status: number, code: string, error: string) => ({
  status,
  body: { code, error: expect.stringContaining(error) as string },
});

describe('points, a price and its change', () => {
  it('go from what was sold to a price in the catalogue with its reasons', async () => {
    const { post, get, shop, clock } = await setUp();
    expect((await post('shop/price-points', known())).body).toEqual({ success: true, recorded: 50 });
    expect((await post('shop/price-points', known()[0])).body).toEqual({ success: true, recorded: 1 });
    const listed = (await get('shop/price-points?productId=boots&limit=2')).body;
    expect(listed).toMatchObject({ productId: 'boots', count: 2, total: 50, isCut: false, unitsToday: 0 });
    const { price, demand, days, timestamp } = known()[49] ?? {};
    expect(listed.points[0]).toEqual({ price, demand: (demand ?? 0) / 7, days, timestamp, source: 'recorded' });

    const { status, body } = await post('shop/optimize-price', {
      productId: 'boots',
      currentPrice: 129.99,
      constraints: { minPrice: 99, maxPrice: 160 },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ ok: true, productId: 'boots', currentPrice: 129.99, objective: 'profit', confidence: 0.95 },
      evidence: {
        points: 50,
        days: 350,
        demandCurve: { elasticity: body.elasticity },
        priceRange: { least: 90, most: 170 },
      },
    });
    expect(body.recommendedPrice).toBeGreaterThanOrEqual(99);
    expect(body.recommendedPrice).toBeLessThan(129);
    expect(body.expectedRevenue).toBeCloseTo(body.recommendedPrice * body.expectedDemand, 8);
    expect(body.improvement).toBeCloseTo(body.expectedProfit / body.currentProfit - 1, 8);
    expect(await shop.prices.optimizationsToday()).toBe(1);

    const { recommendationId, recommendedPrice } = body;
    const before = await shop.tenants.get('shop');
    const change = { price: recommendedPrice, recommendationId, by: 'ann', reason: 'spring' };
    const applied = await post('shop/prices/boots/apply', change, { 'idempotency-key': 'spring-1' });
    expect(applied).toMatchObject({
      status: 200,
      body: { success: true, changeId: 'spring-1', from: 130, to: recommendedPrice, by: 'ann', state: 'applied' },
    });
    expect(applied.body.evidence).toMatchObject({
      recommendedPrice,
      elasticity: body.elasticity,
      n: body.evidence.n,
    });
    expect((await shop.products.get('shop', 'boots')).price).toBe(recommendedPrice);
    // Whoever ranks products by their prices learns that these are others.
    expect((await shop.tenants.get('shop')).catalogueRevision).not.toBe(before.catalogueRevision);
    clock.advance(1_000);
    expect((await post('shop/prices/boots/apply', { ...change, idempotencyKey: 'spring-1' })).body).toEqual(
      applied.body,
    );
    expect(await post('shop/prices/boots/apply', { price: 1, idempotencyKey: 'spring-1' })).toMatchObject(
      refusal(409, 'CONFLICT', 'another change'),
    );
    const { success: _, ...entry } = applied.body as Answer & { readonly success: true };
    expect((await get('shop/price-changes?productId=boots')).body).toEqual({ changes: [entry], count: 1 });
    expect((await get('other/price-changes')).body).toEqual({ changes: [], count: 0 });
    expect((await get('other/price-points?productId=boots')).status).toBe(404);
    expect(await post('other/prices/boots/apply', { price: 100 })).toMatchObject(refusal(404, 'NOT_FOUND', 'boots'));
    expect((await post('shop/optimize-price', { productId: 'boots' })).body.currentPrice).toBe(recommendedPrice);
  });

  it('are refused with the reason where there is too little evidence', async () => {
    const { post } = await setUp();
    expect(await post('shop/optimize-price', { productId: 'boots' })).toMatchObject({
      status: 200,
      body: {
        ok: false,
        recommendedPrice: null,
        reason: 'insufficientData',
        needed: 3,
        received: 0,
        currentPrice: 130,
      },
    });
    await post(
      'shop/price-points',
      known().map((point) => ({ ...point, price: 130 })),
    );
    expect((await post('shop/optimize-price', { productId: 'boots' })).body).toMatchObject({
      ...{ ok: false, reason: 'noPriceVariation' },
      evidence: { points: 50, n: 50 },
    });
  });

  it('keep to the pricing of the tenant, of two rules of a kind to the stricter', async () => {
    const pricing = {
      ...{ minMargin: 0.5, maxChange: 0.05, maxOverCompetitor: -0.1, endings: [0.49], extrapolate: false },
      acceptWeakEvidence: false,
    };
    const { post } = await setUp({ pricing });
    await post('shop/price-points', known());
    const asked = async (constraints: object) =>
      (await post('shop/optimize-price', { productId: 'boots', constraints })).body;
    expect(await asked({})).toMatchObject({ recommendedPrice: 123.49 + 1, binding: ['maxChange', 'endings'] });
    expect(await asked({ maxChange: 0.2 })).toMatchObject({ recommendedPrice: 124.49 });
    expect(await asked({ maxChange: 0.01, step: 1 })).toMatchObject({
      recommendedPrice: 129,
      binding: ['maxChange', 'step'],
    });
    expect(await asked({ competitorPrice: 130 })).toMatchObject({
      code: 'INVALID_INPUT',
      error: expect.stringContaining('maxOverCompetitor -0.1 for 117') as string,
    });
  });

  it.each([
    ['an unknown tenant', 'nobody/price-points', { productId: 'boots', price: 1, demand: 1 }, 404, 'nobody'],
    ['a price of 0', 'shop/price-points', { productId: 'boots', price: 0, demand: 1 }, 400, 'price above 0'],
    [
      'no price',
      'shop/price-points',
      [{ productId: 'boots', price: null, demand: 1 }],
      400,
      '0.price: expected a price',
    ],
    ['a demand below 0', 'shop/price-points', { productId: 'boots', price: 1, demand: -1 }, 400, 'demand'],
    ['no points', 'shop/price-points', [], 400, 'Too small'],
    [
      'too many points',
      'shop/price-points',
      Array.from({ length: 10_001 }, () => ({ productId: 'boots', price: 1, demand: 1 })),
      400,
      'Too big',
    ],
    [
      'a time to come',
      'shop/price-points',
      { productId: 'boots', price: 1, demand: 1, timestamp: '2026-06-02' },
      400,
      'received 2026-06-02',
    ],
    [
      'a time before 1970',
      'shop/price-points',
      { productId: 'boots', price: 1, demand: 1, timestamp: -1 },
      400,
      'from 1970 to now',
    ],
    [
      'no time',
      'shop/price-points',
      { productId: 'boots', price: 1, demand: 1, timestamp: 'yesterday' },
      400,
      'ISO 8601',
    ],
    ['an unknown product', 'shop/optimize-price', { productId: 'tent' }, 404, 'tent'],
    ['a current price of 0', 'shop/optimize-price', { productId: 'boots', currentPrice: 0 }, 400, 'currentPrice'],
    [
      'constraints that contradict each other',
      'shop/optimize-price',
      { productId: 'boots', constraints: { minPrice: 170, maxPrice: 160 } },
      400,
      'minPrice 170 asks for 170 or more, maxPrice 160 for 160 or less',
    ],
    [
      'a constraint that is none',
      'shop/optimize-price',
      { productId: 'boots', constraints: { minprice: 1 } },
      400,
      'minprice',
    ],
    [
      "a competitor's price that nobody heeds",
      'shop/optimize-price',
      { productId: 'boots', constraints: { competitorPrice: 1 } },
      400,
      'maxOverCompetitor',
    ],
    ['a new price of nothing', 'shop/prices/boots/apply', {}, 400, 'price'],
    ['a price of what is not sold', 'shop/prices/tent/apply', { price: 5 }, 404, 'tent'],
    [
      'a recommendation that was not given',
      'shop/prices/boots/apply',
      { price: 5, recommendationId: 'r' },
      404,
      'recommendation',
    ],
    [
      'an order of nobody',
      'shop/purchase',
      { orderId: 'o', items: [{ productId: 'boots', quantity: 1, price: 1 }] },
      400,
      'X-User-ID',
    ],
    ['an order of nothing', 'shop/purchase', { orderId: 'o', userId: 'ann', items: [] }, 400, 'items'],
    [
      'half a pair',
      'shop/purchase',
      { orderId: 'o', userId: 'ann', items: [{ productId: 'boots', quantity: 0.5, price: 1 }] },
      400,
      'quantity',
    ],
    [
      'an order in the future',
      'shop/purchase',
      { orderId: 'o', userId: 'ann', timestamp: today + dayMs, items: [{ productId: 'boots', quantity: 1, price: 1 }] },
      400,
      'timestamp',
    ],
    [
      'an experiment that is not there',
      'shop/purchase',
      { orderId: 'o', userId: 'ann', experiments: ['x'], items: [{ productId: 'boots', quantity: 1, price: 1 }] },
      404,
      'experiment',
    ],
  ] as const)('refuse %s, and keep nothing', async (_name, path, json, status, error) => {
    const { post, get } = await setUp();
    expect(await post(path, json)).toMatchObject({ status, body: { error: expect.stringContaining(error) as string } });
    expect((await get('shop/price-points?productId=boots')).body).toMatchObject({ total: 0, unitsToday: 0 });
    expect((await get('shop/price-changes')).body).toMatchObject({ count: 0 });
  });

  it('recover known elasticities as often as their intervals say', async () => {
    const { post } = await setUp();
    const { next } = createRandomGenerator(20_26);
    const truths = Array.from({ length: 200 }, (_, id) => ({ productId: `p${id}`, truth: -1.2 - 2 * next() }));
    const points = truths.flatMap(({ productId, truth }) => history(productId, truth, next));
    expect((await post('shop/price-points', points)).body).toEqual({ success: true, recorded: 10_000 });
    let held = 0;
    for (const { productId, truth } of truths) {
      const { body } = await post('shop/optimize-price', { productId, currentPrice: 130 });
      const [lower, upper] = body.confidenceInterval;
      if (lower <= truth && truth <= upper) held += 1;
    }
    // Of 200 intervals of 95 % 190 hold the truth, give or take three standard deviations of 3.1.
    expect(held).toBeGreaterThanOrEqual(181);
    expect(held).toBeLessThan(200);
  });
});

describe('a purchase', () => {
  const order = (id: string, more: object = {}) => ({
    ...{ orderId: id, userId: 'ann', items: [{ productId: 'boots', quantity: 2, price: 129.5 }] },
    ...more,
  });
  const split = {
    variants: [
      { id: 'a', weight: 50 },
      { id: 'b', weight: 50 },
    ],
  };

  it('counts once: in the prices, the history of the shopper, and the experiments', async () => {
    const { post, get, shop, clock } = await setUp({ personalizeExperiment: { experimentId: 'ranking', models: {} } });
    const experiments = shop.experiments.of('shop');
    expect((await post('shop/purchase', order('o0'))).body).toMatchObject({ experiments: [] });
    await experiments.createExperiment('ranking', split);
    await experiments.assignUserToVariant('ranking', 'ann');
    clock.advance(1_000);
    const sent = order('o1', { items: [...order('').items, { productId: 'boots', quantity: 1, price: 100 }] });
    const first = await post('shop/purchase', sent);
    expect(first).toMatchObject({
      status: 200,
      body: { success: true, orderId: 'o1', duplicate: false, revenue: 359, units: 3, timestamp: clock.nowMs() },
    });
    expect(first.body.experiments).toEqual([{ experimentId: 'ranking', counted: true, refused: null }]);
    clock.advance(1_000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('shop/purchase', sent)));
    for (const { status, body } of answers) {
      expect([status, body]).toEqual([200, { ...first.body, requestId: body.requestId, duplicate: true }]);
    }
    expect(await post('shop/purchase', { ...sent, items: sent.items.slice(1) })).toMatchObject(
      refusal(409, 'CONFLICT', 'other items'),
    );
    expect(await post('shop/purchase', order('o2'), { 'x-user-id': 'ben' })).toMatchObject(
      refusal(400, 'INVALID_INPUT', 'same shopper'),
    );
    const bought = await shop.shoppers.recent('shop', 'ann', 10);
    expect(bought.map(({ type, productId, value }) => [type, productId, value])).toEqual([
      ['purchased', 'boots', 1],
      ['purchased', 'boots', 2],
      ['purchased', 'boots', 2],
    ]);
    const { variants, units } = await experiments.analyzeExperiment('ranking');
    expect([units, variants.map(({ metrics }) => metrics).find(({ conversion }) => conversion === 1)]).toEqual([
      1,
      { conversion: 1, revenue: 359 },
    ]);
    expect((await get('shop/price-points?productId=boots')).body).toMatchObject({ total: 0, unitsToday: 5 });
    clock.advance(dayMs);
    expect((await get('shop/price-points?productId=boots')).body).toMatchObject({
      points: [
        { price: 129.5, demand: 4, source: 'purchases' },
        { price: 100, demand: 1, source: 'purchases' },
      ],
    });
  });

  it('says why it is no conversion', async () => {
    const { post, shop } = await setUp();
    await shop.experiments.of('shop').createExperiment('x', split);
    const { body } = await post('shop/purchase', order('o1', { experiments: ['x', 'x'] }), { 'x-user-id': 'ann' });
    expect(body.experiments).toEqual([{ experimentId: 'x', counted: false, refused: 'notExposed' }]);
  });
});
