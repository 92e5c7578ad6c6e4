import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Row, Store, Table, TableDefinition } from '@harper-edge/contracts';
import { createEmbeddedStore } from '@harper-edge/store/embedded';
import { createMemoryStore } from '@harper-edge/store/memory';
import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { afterEach, describe, expect, it } from 'vitest';
import { createPrices, type PriceCatalogue, priceChangeTable, pricePointTable } from './index.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 1);

function handClock(at = start + 400 * dayMs): Clock & { move(ms: number): void } {
  let nowMs = at;
  return { nowMs: () => nowMs, monotonicMs: () => nowMs - start, move: (ms) => (nowMs += ms) };
}

/** A catalogue that says what is done to it. */
function catalogueOf(products: Record<string, { price: number; cost: number | null }>): PriceCatalogue {
  return {
    find: (tenantId, productId) => Promise.resolve(products[`${tenantId}/${productId}`]),
    setPrice: (tenantId, productId, { from, to }) => {
      const product = products[`${tenantId}/${productId}`];
      if (product === undefined || (product.price !== from && product.price !== to)) return Promise.resolve(false);
      product.price = to;
      return Promise.resolve(true);
    },
  };
}

const folders: string[] = [];
const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});
const open = {
  memory: () => Promise.resolve(createMemoryStore()),
  embedded: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'harper-edge-prices-'));
    folders.push(folder);
    return createEmbeddedStore({ path: folder });
  },
};

async function setUp(kind: keyof typeof open = 'memory', products = shoes()) {
  const store = await open[kind]();
  stores.push(store);
  const clock = handClock();
  const catalogue = catalogueOf(products);
  return { store, clock, products, catalogue, prices: createPrices({ store, clock, catalogue }) };
}
const shoes = () => ({ 'alpine/shoes': { price: 130, cost: 60 as number | null } });

/** Weekly points of a product with a known elasticity. */
function weeks(elasticity: number, { seed = 1, count = 52, error = 0.1 } = {}) {
  const { next } = createRandomGenerator(seed);
  return Array.from({ length: count }, (_, week) => {
    const price = 100 + 5 * Math.floor(12 * next());
    const shock = error * normalQuantile(next() || 0.5);
    return {
      price,
      demand: 400 * Math.exp(elasticity * Math.log(price / 130) + shock),
      timestamp: start + 7 * week * dayMs,
      days: 7,
    };
  });
}

describe.each(['memory', 'embedded'] as const)('prices on the %s store', (kind) => {
  it('keep points once, and recommend a price by them', async () => {
    const { prices } = await setUp(kind);
    const points = weeks(-2.5);
    for (let times = 0; times < 2; times += 1) await prices.record('alpine', 'shoes', points);
    const { daily, isCut } = await prices.history('alpine', 'shoes');
    expect([daily.points.length, isCut]).toEqual([52, false]);
    expect(daily.points[0]).toMatchObject({ price: points[0]?.price, demand: (points[0]?.demand ?? 0) / 7, days: 7 });
    const found = await prices.optimize('alpine', { productId: 'shoes' }, 'r1');
    if (!found.ok) throw new Error(found.reason);
    expect(found.confidenceInterval[0]).toBeLessThan(-2.5);
    expect(found.confidenceInterval[1]).toBeGreaterThan(-2.5);
    // 60 e / (1 + e) is 100 for e = -2.5; the price is of whole hundredths, which is nobody's constraint.
    expect(Math.abs(found.recommendedPrice - 100)).toBeLessThan(6);
    expect(found.recommendedPrice).toBe(Math.round(100 * found.recommendedPrice) / 100);
    expect(found).toMatchObject({
      objective: 'profit',
      currentPrice: 130,
      binding: [],
      evidence: { points: 52, days: 364 },
    });
    expect(found.improvement).toBeGreaterThan(0);
  });

  it('tell products and tenants apart whose ids begin alike', async () => {
    const { prices } = await setUp(kind);
    const one = (price: number) => [{ price, demand: 1, timestamp: start }];
    const ids = [
      ['alpine', 'shoes'],
      ['alpine', 'shoes-2'],
      ['alpine', 'shoes.x'],
      ['alpine-2', 'shoes'],
      ['al', 'pine'],
    ] as const;
    for (const [place, [tenant, product]] of ids.entries()) await prices.record(tenant, product, one(place + 1));
    for (const [place, [tenant, product]] of ids.entries()) {
      const { daily } = await prices.history(tenant, product);
      expect(daily.points.map(({ price }) => price)).toEqual([place + 1]);
    }
    await expect(prices.history('alpine', 'pine')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('take the newest 10,000 points and say so', async () => {
    const { prices } = await setUp(kind);
    const many = Array.from({ length: 10_050 }, (_, at) => ({ price: 1 + (at % 7), demand: 3, timestamp: start + at }));
    await prices.record('alpine', 'shoes', many);
    const { daily, isCut } = await prices.history('alpine', 'shoes');
    expect([daily.points.length, daily.points[0]?.timestamp, isCut]).toEqual([10_000, start + 50, true]);
    const found = await prices.optimize('alpine', { productId: 'shoes' }, 'r1');
    expect(found.warnings).toContain('cutHistory');
  });

  it('learn from purchases, each order once', async () => {
    const { prices, clock } = await setUp(kind);
    const order = (id: number, price: number, quantity: number) => ({
      ...{ tenantId: 'alpine', orderId: `o${id}`, userId: 'ann', experiments: [] },
      ...{ items: [{ productId: 'shoes', quantity, price }], timestamp: start + id * dayMs },
    });
    for (let id = 0; id < 30; id += 1) {
      const price = 110 + 10 * (id % 4);
      const { purchase, isNew } = await prices.purchases.keep(order(id, price, Math.round(40_000 / price)));
      expect(isNew).toBe(true);
      for (let times = 0; times < 2; times += 1) await prices.purchases.recordSales(purchase);
    }
    const again = await prices.purchases.keep(order(3, 140, 286));
    expect(again).toMatchObject({ isNew: false, purchase: { orderId: 'o3', settled: false } });
    await expect(prices.purchases.keep(order(3, 140, 287))).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(prices.purchases.keep({ ...order(3, 140, 286), userId: 'ben' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await prices.purchases.unsettled(clock.nowMs() + 1)).toHaveLength(30);
    expect(await prices.purchases.unsettled(clock.nowMs())).toEqual([]);
    await prices.purchases.settle(again.purchase, []);
    expect(await prices.purchases.unsettled(clock.nowMs() + 1)).toHaveLength(29);
    const settled = await prices.purchases.keep(order(3, 140, 286));
    expect(settled).toMatchObject({ isNew: false, purchase: { settled: true, userId: null } });
    const { daily } = await prices.history('alpine', 'shoes');
    expect(daily.points.filter(({ demand }) => demand > 0)).toHaveLength(30);
    const found = await prices.optimize('alpine', { productId: 'shoes' }, 'r1');
    if (!found.ok) throw new Error(found.reason);
    expect(found.elasticity).toBeCloseTo(-1, 1);
  });

  it('change a price once for a key, and keep who, why and by what', async () => {
    const { prices, products, clock } = await setUp(kind);
    await prices.record('alpine', 'shoes', weeks(-2.5));
    const found = await prices.optimize('alpine', { productId: 'shoes' }, 'r1');
    if (!found.ok) throw new Error(found.reason);
    const change = {
      productId: 'shoes',
      price: 104.99,
      key: 'k1',
      recommendationId: 'r1',
      by: 'ann',
      reason: 'spring',
    };
    const applied = await prices.apply('alpine', change);
    expect(applied).toMatchObject({
      from: 130,
      to: 104.99,
      by: 'ann',
      reason: 'spring',
      state: 'applied',
      at: clock.nowMs(),
    });
    expect(applied.evidence).toMatchObject({
      elasticity: found.elasticity,
      confidenceInterval: found.confidenceInterval,
      n: found.evidence.n,
    });
    expect(products['alpine/shoes'].price).toBe(104.99);
    products['alpine/shoes'].price = 111;
    expect(await prices.apply('alpine', change)).toEqual(applied);
    expect(products['alpine/shoes'].price).toBe(111);
    await expect(prices.apply('alpine', { ...change, price: 99 })).rejects.toMatchObject({ code: 'CONFLICT' });
    const other = { ...change, key: 'k2', recommendationId: null };
    await expect(prices.apply('alpine', { ...other, recommendationId: 'r2' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(prices.apply('alpine', { ...other, productId: 'tent' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    clock.move(5);
    await prices.apply('alpine', { ...other, price: 120 });
    const { rows } = await prices.changes('alpine', { productId: 'shoes' });
    expect(rows.map(({ from, to, state }) => [from, to, state])).toEqual([
      [111, 120, 'applied'],
      [130, 104.99, 'applied'],
    ]);
    expect((await prices.changes('alpine', {})).rows).toEqual(rows);
    expect((await prices.changes('alp', {})).rows).toEqual([]);
  });

  it('count recommendations of the day', async () => {
    const { prices, clock, store, catalogue } = await setUp(kind);
    const another = createPrices({ store, clock, catalogue });
    await prices.record('alpine', 'shoes', weeks(-2.5));
    expect(await prices.optimizationsToday()).toBe(0);
    await prices.optimize('alpine', { productId: 'shoes' }, 'r1');
    await another.optimize('alpine', { productId: 'shoes' }, 'r2');
    clock.move(1_000);
    expect(await prices.optimizationsToday()).toBe(2);
    clock.move(dayMs);
    expect(await prices.optimizationsToday()).toBe(0);
  });

  it('see at once what another part of the same host wrote', async () => {
    const { prices, store, clock, catalogue } = await setUp(kind);
    const another = createPrices({ store, clock, catalogue });
    await prices.record('alpine', 'shoes', weeks(-2, { count: 3 }));
    expect((await another.history('alpine', 'shoes')).daily.points).toHaveLength(3);
    await prices.record('alpine', 'shoes', weeks(-2, { count: 8 }));
    // Each of these stores tells one table object of another's writes only where it shares them.
    clock.move(1_000);
    expect((await another.history('alpine', 'shoes')).daily.points).toHaveLength(8);
    await another.record('alpine', 'shoes', weeks(-2, { count: 9 }));
    expect((await another.history('alpine', 'shoes')).daily.points).toHaveLength(9);
  });
});

describe('a change of a price that a crash interrupts', () => {
  /** The store whose nth write to a table fails, once it is done or before. */
  function failing(store: Store, { name }: TableDefinition<never> | { name: string }, method: 'put' | 'patch') {
    let isBroken = true;
    const table = <R extends Row>(definition: TableDefinition<R>): Table<R> => {
      const real = store.table(definition);
      if (definition.name !== name) return real;
      const broken = (...args: never[]) => {
        if (!isBroken) return (real[method] as (...args: never[]) => Promise<never>)(...args);
        isBroken = false;
        return Promise.reject(new Error('the process ended'));
      };
      return { ...real, [method]: broken };
    };
    return { ...store, table };
  }
  const change = { productId: 'shoes', price: 120, key: 'k1', recommendationId: null, by: null, reason: null };

  it.each(['before the price is set', 'after the price is set'])('%s is finished by the same call', async (moment) => {
    const { store, clock, products, catalogue } = await setUp();
    let isDown = moment.startsWith('before');
    const prices = createPrices({
      store: isDown ? store : failing(store, priceChangeTable, 'patch'),
      clock,
      catalogue: {
        ...catalogue,
        setPrice: (...args) => {
          if (!isDown) return catalogue.setPrice(...args);
          isDown = false;
          return Promise.reject(new Error('the process ended'));
        },
      },
    });
    await expect(prices.apply('alpine', change)).rejects.toThrow('the process ended');
    expect((await prices.changes('alpine', {})).rows).toMatchObject([{ state: 'started', from: 130, to: 120 }]);
    expect(products['alpine/shoes'].price).toBe(moment.startsWith('before') ? 130 : 120);
    expect(await prices.apply('alpine', change)).toMatchObject({ state: 'applied', from: 130, to: 120 });
    expect(products['alpine/shoes'].price).toBe(120);
    expect((await prices.changes('alpine', {})).rows).toMatchObject([{ state: 'applied' }]);
  });

  it('does not undo what someone else did meanwhile', async () => {
    const { store, clock, products, catalogue } = await setUp();
    let isDown = true;
    const setPrice: PriceCatalogue['setPrice'] = (...args) =>
      isDown ? Promise.reject(new Error('the process ended')) : catalogue.setPrice(...args);
    const prices = createPrices({ store, clock, catalogue: { ...catalogue, setPrice } });
    await expect(prices.apply('alpine', change)).rejects.toThrow('the process ended');
    isDown = false;
    await prices.apply('alpine', { ...change, key: 'k2', price: 99 });
    for (let times = 0; times < 2; times += 1) {
      await expect(prices.apply('alpine', change)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    expect(products['alpine/shoes'].price).toBe(99);
    const { rows } = await prices.changes('alpine', { productId: 'shoes' });
    expect(rows.map(({ to, state }) => `${to} ${state}`).sort()).toEqual(['120 refused', '99 applied']);
  });

  it('of several at once one wins', async () => {
    const { prices, products } = await setUp();
    const answers = await Promise.allSettled(
      [110, 115, 120, 125].map((price) => prices.apply('alpine', { ...change, price, key: `k${price}` })),
    );
    const won = answers.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    const { rows } = await prices.changes('alpine', {});
    expect(rows.filter(({ state }) => state === 'applied').map(({ to }) => to)).toEqual([
      products['alpine/shoes'].price,
    ]);
    expect(rows.filter(({ state }) => state === 'refused')).toHaveLength(3);
  });
});

describe('optimize', () => {
  it('refuses with the reason where there is too little', async () => {
    const { prices } = await setUp();
    expect(await prices.optimize('alpine', { productId: 'shoes' }, 'r1')).toMatchObject({
      ...{ ok: false, recommendedPrice: null, reason: 'insufficientData', needed: 3, received: 0, currentPrice: 130 },
      ...{ detail: expect.stringContaining('Too few') as string, evidence: { points: 0, from: null } },
    });
    await prices.record('alpine', 'shoes', weeks(-0.1, { count: 20, error: 0.5 }));
    const weak = await prices.optimize('alpine', { productId: 'shoes' }, 'r1');
    expect(weak).toMatchObject({ ok: false, elasticity: expect.any(Number) as number, evidence: { points: 20 } });
    const { rows } = await prices.changes('alpine', {});
    expect([rows, await prices.optimizationsToday()]).toEqual([[], 0]);
  });

  it.each([
    [{ minPrice: 120, maxPrice: 110 }, 'minPrice 120 asks for 120 or more, maxPrice 110 for 110 or less'],
    [{ minMargin: 0.6, maxPrice: 149 }, 'minMargin 0.6 asks for 150 or more, maxPrice 149 for 149 or less'],
    [{ maxChange: 0.1, minPrice: 150 }, 'minPrice 150 asks for 150 or more, maxChange 0.1 for 143 or less'],
    [
      { competitorPrice: 90, maxOverCompetitor: 0, minPrice: 91 },
      'minPrice 91 asks for 91 or more, maxOverCompetitor 0 for 90 or less',
    ],
    [{ minPrice: 110.1, maxPrice: 110.9, endings: [0.99] }, 'no price of endings 0.99 is left where minPrice 110.1'],
    [{ minPrice: 111, maxPrice: 119, step: 20 }, 'no price of step 20 is left'],
    [{ step: 1, endings: [0.5] }, 'Give endings or a step, not both'],
    [{ maxOverCompetitor: 0.1 }, 'maxOverCompetitor needs competitorPrice'],
  ])('names the constraints that contradict each other: %j', async (constraints, message) => {
    const { prices } = await setUp();
    await expect(prices.optimize('alpine', { productId: 'shoes', constraints }, 'r1')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(message) as string,
    });
  });

  it('needs to know the price and, for a margin, the cost', async () => {
    const { prices } = await setUp('memory', { 'alpine/shoes': { price: 130, cost: null } });
    const margin = { productId: 'shoes', constraints: { minMargin: 0.2 } };
    await expect(prices.optimize('alpine', margin, 'r1')).rejects.toThrow('needs unitCost');
    await prices.record('alpine', 'tent', weeks(-2));
    await expect(prices.optimize('alpine', { productId: 'tent' }, 'r1')).rejects.toThrow('currentPrice');
    const found = await prices.optimize('alpine', { productId: 'tent', currentPrice: 130 }, 'r1');
    expect(found).toMatchObject({ ok: true, objective: 'revenue', binding: ['observedRange'] });
    await expect(prices.optimize('alpine', { productId: 'nothing' }, 'r1')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('heeds constraints, steps and endings', async () => {
    const { prices } = await setUp();
    await prices.record('alpine', 'shoes', weeks(-2.5));
    const asked = async (constraints: object) => {
      const found = await prices.optimize('alpine', { productId: 'shoes', constraints }, 'r1');
      if (!found.ok) throw new Error(found.reason);
      return [found.recommendedPrice, found.binding];
    };
    expect(await asked({ maxChange: 0.1 })).toEqual([117, ['maxChange']]);
    expect(await asked({ maxChange: 0.1, endings: [0.99] })).toEqual([117.99, ['maxChange', 'endings']]);
    expect(await asked({ minPrice: 118, maxPrice: 124, step: 5 })).toEqual([120, ['minPrice', 'step']]);
  });

  it('draws a product with few points towards the others', async () => {
    const { prices, clock } = await setUp();
    for (let id = 0; id < 12; id += 1) await prices.record('alpine', `known-${id}`, weeks(-2.5, { seed: id + 5 }));
    await prices.record('alpine', 'shoes', weeks(-2.5, { seed: 3, count: 6, error: 0.2 }));
    const widths: number[] = [];
    for (const pool of [false, true]) {
      const found = await prices.optimize('alpine', { productId: 'shoes', pool }, 'r1');
      const [lower = -Infinity, upper = Infinity] = found.confidenceInterval ?? [];
      expect(found.evidence.pooledWith).toBe(pool ? 12 : 0);
      widths.push(upper - lower);
      if (pool) expect(Math.abs((found.elasticity ?? 0) + 2.5)).toBeLessThan(0.3);
    }
    expect(widths[1]).toBeLessThan((widths[0] ?? 0) / 2);
    // What others are like is remembered for a minute.
    await prices.record('alpine', 'known-12', weeks(-2.5, { seed: 77 }));
    const pooledWith = async () =>
      (await prices.optimize('alpine', { productId: 'shoes', pool: true }, 'r1')).evidence.pooledWith;
    expect(await pooledWith()).toBe(12);
    clock.move(60_000);
    expect(await pooledWith()).toBe(13);
  });
});

describe('what is remembered', () => {
  it('spares reading the same points again', async () => {
    const { store, clock, catalogue } = await setUp();
    let queries = 0;
    const table = <R extends Row>(definition: TableDefinition<R>): Table<R> => {
      const real = store.table(definition);
      const query: typeof real.query = (asked) => {
        if (definition.name === pricePointTable.name) queries += 1;
        return real.query(asked);
      };
      return { ...real, query };
    };
    const prices = createPrices({ store: { ...store, table }, clock, catalogue });
    await prices.record('alpine', 'shoes', weeks(-2.5));
    for (let times = 0; times < 5; times += 1) await prices.optimize('alpine', { productId: 'shoes' }, `r${times}`);
    expect(queries).toBe(1);
    clock.move(1_000);
    await prices.history('alpine', 'shoes');
    expect(queries).toBe(2);
    await prices.record('alpine', 'tent', weeks(-2.5, { count: 1 }));
    await prices.history('alpine', 'shoes');
    expect(queries).toBe(3);
  });
});
