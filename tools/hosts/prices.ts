import { createRandomGenerator, normalQuantile } from '@harper-edge/stats';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectFailure } from './expectations.ts';
import { adminHeaders, call, type Answer, type RunningHost } from './running-host.ts';

interface Prices {
  host(): RunningHost;
  /** Starts again on the same data. */
  restart(): Promise<void>;
}

const dayMs = 86_400_000;
/** Midnight (UTC), so that no day ends while the tests run on numbers of it. */
const today = Math.floor(Date.now() / dayMs) * dayMs;
const productId = 'trail-runner-pro-2024';

const products = [productId, 'rope', 'stove'].map((id) => ({
  ...{ productId: id, name: id, description: 'For the hills.', category: 'gear', activities: [], seasons: [] },
  ...{ experienceLevels: [], price: 129.99, cost: 55 },
}));

/** A year of weeks with a true elasticity of -2.2, a season, and weather that lasts. */
function weeks(): readonly object[] {
  const { next } = createRandomGenerator(8);
  let weather = 0;
  return Array.from({ length: 52 }, (_, week) => {
    const price = 89.99 + 10 * Math.floor(8 * next());
    weather = 0.6 * weather + 0.1 * normalQuantile(next() || 0.5);
    const season = 0.2 * Math.sin((2 * Math.PI * week) / 52);
    const demand = Math.round(150 * Math.exp(-2.2 * Math.log(price / 129.99) + season + weather));
    return { productId, price, demand, days: 7, timestamp: today - 7 * (60 - week) * dayMs };
  });
}

/** Prices of a shop over HTTP: from what was sold to another price, and what a crash must not break. */
export function describePrices({ host, restart }: Prices): void {
  const of = (path: string, tenant = 'price-shop'): string => `${host().url}/api/${tenant}${path}`;
  const post = (path: string, json: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    call(of(path), { json, headers });
  const done = async (answer: Promise<Answer>): Promise<Answer['body']> => {
    const { status, body } = await answer;
    expect([status, body.error]).toEqual([200, undefined]);
    return body;
  };
  const optimize = (constraints: object, more: object = {}) =>
    post('/optimize-price', { productId, constraints, ...more });

  describe('prices of a shop', () => {
    beforeAll(async () => {
      for (const tenant of ['price-shop', 'price-shop-2']) {
        await done(
          call(`${host().url}/tenants/${tenant}`, {
            method: 'PUT',
            json: { name: tenant },
            headers: adminHeaders(host()),
          }),
        );
      }
      await done(call(of('/products'), { method: 'PUT', json: { products }, headers: adminHeaders(host()) }));
    });

    it('refuses with the reason while too little is known', async () => {
      const body = await done(optimize({}));
      expect(body).toMatchObject({
        ok: false,
        recommendedPrice: null,
        reason: 'insufficientData',
        needed: 3,
        received: 0,
      });
      expect(body.detail).toContain('Too few');
      expectFailure(await post('/optimize-price', { productId: 'nothing' }), 404, 'NOT_FOUND');
    });

    it('recommends a price by what was sold, with the evidence', async () => {
      for (let times = 0; times < 2; times++) {
        expect(await done(post('/price-points', weeks()))).toMatchObject({ success: true, recorded: 52 });
      }
      expect(await done(call(of(`/price-points?productId=${productId}`)))).toMatchObject({ total: 52, count: 52 });
      const body = await done(optimize({ minPrice: 99, maxPrice: 160 }, { currentPrice: 129.99 }));
      expect(body).toMatchObject({
        ok: true,
        currentPrice: 129.99,
        evidence: { points: 52, days: 364 },
        objective: 'profit',
      });
      expect(body.recommendedPrice).toBeGreaterThanOrEqual(99);
      expect(body.recommendedPrice).toBeLessThan(125);
      const [lower, upper] = body.confidenceInterval;
      expect([lower < -2.2, upper > -2.2, upper < 0]).toEqual([true, true, true]);
      for (const name of ['expectedRevenue', 'improvement', 'elasticity', 'currentRevenue']) {
        expect(Number.isFinite(body[name]), name).toBe(true);
      }
      expect((await call(of(`/price-points?productId=${productId}`, 'price-shop-2'))).status).toBe(404);
    });

    it('refuses constraints that contradict each other, and names them', async () => {
      const answer = await optimize({ minPrice: 161, maxPrice: 160 });
      expectFailure(answer, 400, 'INVALID_INPUT');
      expect(answer.body.error).toMatch(/minPrice 161 .*maxPrice 160 /);
      expectFailure(await optimize({ minMargin: 0.6, maxPrice: 137 }), 400, 'INVALID_INPUT');
      expectFailure(await post('/price-points', { productId, price: 0, demand: 1 }), 400, 'INVALID_INPUT');
      expectFailure(await call(of('/price-points'), { json: '{"price": NaN}' }), 400, 'INVALID_INPUT');
    });

    it('changes the price once, whoever asks how often, with an entry in the log', async () => {
      const { recommendedPrice: price, recommendationId, elasticity } = await done(optimize({ endings: [0.99] }));
      const change = { price, recommendationId, reason: 'spring', idempotencyKey: 'spring-1' };
      const apply = (json: object) => post(`/prices/${productId}/apply`, json);
      const answers = await Promise.all(Array.from({ length: 8 }, () => done(apply(change))));
      const entry = { changeId: 'spring-1', from: 129.99, to: price, reason: 'spring', evidence: { elasticity } };
      for (const body of answers) expect(body).toMatchObject({ success: true, state: 'applied', ...entry });
      expectFailure(await apply({ ...change, price: 1 }), 409, 'CONFLICT');
      const { changes } = await done(call(of(`/price-changes?productId=${productId}`)));
      expect(changes).toMatchObject([{ state: 'applied', ...entry }]);
      expect((await done(optimize({}))).currentPrice).toBe(price);
      expect((await done(call(of('/price-changes', 'price-shop-2')))).changes).toEqual([]);
    });

    it('lets changes at once follow each other or fail, so that the log leads to the price there is', async () => {
      const answers = await Promise.all([101, 102, 103, 104].map((price) => post('/prices/stove/apply', { price })));
      for (const { status } of answers) expect([200, 409]).toContain(status);
      const { changes } = await done(call(of('/price-changes?productId=stove')));
      const applied = (changes as { state: string; from: number; to: number }[]).filter(
        ({ state }) => state === 'applied',
      );
      expect(applied).toHaveLength(answers.filter(({ status }) => status === 200).length);
      let price = 129.99;
      while (applied.length > 0) {
        const next = applied.findIndex(({ from }) => from === price);
        expect(next, `a change from ${price}`).toBeGreaterThanOrEqual(0);
        price = applied.splice(next, 1)[0]?.to ?? 0;
      }
      expect((await done(call(of('/products/stove')))).price).toBe(price);
    });

    it('learns from purchases, each of which counts once', async () => {
      const order = (id: number, price: number, quantity: number) => ({
        ...{ orderId: `order-${id}`, userId: `shopper-${id % 3}`, items: [{ productId: 'rope', quantity, price }] },
        timestamp: today - (40 - id) * dayMs + 3_600_000,
      });
      const orders = Array.from({ length: 40 }, (_, id) => {
        const price = 40 + 5 * ((id * 7) % 5);
        return order(id, price, Math.round(60_000 / price ** 2) + (id % 2));
      });
      const sent = [...orders, ...orders].map((json) => done(post('/purchase', json)));
      const duplicates = (await Promise.all(sent)).filter(({ duplicate }) => duplicate);
      expect(duplicates).toHaveLength(40);
      const { points, total } = await done(call(of('/price-points?productId=rope&limit=1000')));
      expect([total, points.length]).toEqual([40, 40]);
      const units = (list: readonly { demand: number }[]): number => list.reduce((sum, { demand }) => sum + demand, 0);
      expect(units(points)).toBe(units(orders.map(({ items: [item] }) => ({ demand: item?.quantity ?? 0 }))));
      const body = await done(post('/optimize-price', { productId: 'rope', currentPrice: 50, unitCost: 20 }));
      expect(body).toMatchObject({ ok: true, evidence: { points: 40, daysWithoutSales: 0 } });
      expect(body.confidenceInterval[0]).toBeLessThan(-1.9);
      expect(body.confidenceInterval[1]).toBeGreaterThan(-2.1);
      expectFailure(await post('/purchase', order(1, 41, 1)), 409, 'CONFLICT');
      expectFailure(
        await post('/purchase', { ...order(0, 41, 1), orderId: 'new', experiments: ['none'] }),
        404,
        'NOT_FOUND',
      );
      expectFailure(
        await post('/purchase', { ...order(0, 41, 1), orderId: 'new', userId: undefined }),
        400,
        'INVALID_INPUT',
      );
    });

    it('loses no order and counts none twice when the host is killed among them', async () => {
      const orders = Array.from({ length: 60 }, (_, id) => ({
        ...{ orderId: `killed-${id}`, userId: 'ann', timestamp: today - 2 * dayMs },
        items: [{ productId: 'stove', quantity: 1 + (id % 3), price: 129.99 }],
      }));
      const answered = new Set<number>();
      const sending = orders.map(async (json, id) => {
        const { status } = await post('/purchase', json);
        if (status === 200) answered.add(id);
        if (answered.size === 15) await host().kill();
      });
      await Promise.allSettled(sending);
      await restart();
      const again = await Promise.all(orders.map((json) => done(post('/purchase', json))));
      for (const id of answered) expect(again[id].duplicate).toBe(true);
      const { points } = await done(call(of('/price-points?productId=stove')));
      // Of 20 orders each with one, two and three units.
      const sold = (points as { demand: number }[]).filter(({ demand }) => demand > 0);
      expect(sold).toMatchObject([{ price: 129.99, demand: 120 }]);
    });
  });
}
