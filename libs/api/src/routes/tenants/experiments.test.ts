import { createBenchmarks } from '@harper-edge/benchmark';
import { silentLogger } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../../index.ts';
import { createShop } from '../../shop/shop.ts';

let api: Api;
const clock = createFakeClock();

beforeEach(async () => {
  const store = createMemoryStore();
  const shared = { clock, logger: silentLogger };
  const registry = createRegistry({ store, clock });
  const rng = createSeededRng(1);
  const shop = createShop({ ...shared, store, rng });
  const readArtifact = async (model: Parameters<typeof registry.readArtifact>[0]) => ({
    bytes: await registry.readArtifact(model),
  });
  api = createApi({
    ...shared,
    registry,
    engine: createInferenceEngine({ ...shared, backends: [], readArtifact }),
    monitoring: createMonitoring({ store, ...shared }),
    benchmarks: createBenchmarks({ store }),
    shop,
    rng,
    host: { name: 'standalone', version: '0', nodeVersion: '0' },
  });
  await shop.tenants.put('shop', { name: 'Shop' });
  await shop.tenants.put('other', { name: 'Other' });
});

interface Asked {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly user?: string;
  readonly json?: unknown;
}

async function call(url: string, { json, user, method = json === undefined ? 'GET' : 'POST' }: Asked = {}) {
  const headers = new Headers({ 'content-type': 'application/json', ...(user !== undefined && { 'x-user-id': user }) });
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  const { status, body } = await api.fetch(
    {
      method,
      url,
      headers,
      body: json === undefined ? null : new Blob([text]).stream(),
      signal: new AbortController().signal,
    },
    { name: 'test', isAdmin: true },
  );
  return { status, body: JSON.parse(body as string) as Record<string, unknown> };
}

const variants = [
  { id: 'baseline', weight: 50 },
  { id: 'enhanced', weight: 50 },
];
const hats = '/api/shop/experiment/hats';
const put = (json: object, url = hats) => call(url, { method: 'PUT', json });
const refusal = (status: number, code: string, error: string | RegExp) => ({
  status,
  body: { code, error: expect.stringMatching(error) as string },
});

describe('an experiment over the API', () => {
  it('is created once, and changed where that is allowed', async () => {
    expect(await put({ variants })).toMatchObject({ status: 200, body: { outcome: 'created', plan: { alpha: 0.05 } } });
    expect(await put({ variants })).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    expect(await put({ variants, coverage: 0.5 })).toMatchObject({ status: 200, body: { outcome: 'changed' } });
    expect(await put({ variants, coverage: 0.5, alpha: 0.1 })).toMatchObject(
      refusal(409, 'CONFLICT', /exists with other alpha.*only active, coverage, condition/),
    );
    const { body } = await call('/api/shop/experiments');
    expect(body).toMatchObject({ count: 1, experiments: [{ experimentId: 'hats', plan: { coverage: 0.5 } }] });
    expect((await call('/api/other/experiments')).body).toMatchObject({ count: 0 });
  });

  it('shows a user one variant, counts what the user does, and says what does not count', async () => {
    await put({ variants, windowMs: 86_400_000 });
    const { body: first } = await call(hats, { user: 'ann' });
    expect(first).toMatchObject({ experimentId: 'hats', inExperiment: true, reason: 'assigned' });
    expect((await call(hats, { user: 'ann' })).body).toMatchObject({ variant: first['variant'], reason: 'sticky' });
    clock.advance(1_000);
    const order = { userId: 'ann', type: 'conversion', value: 59.9, id: 'order-1' };
    expect(await call(`${hats}/events`, { json: order })).toMatchObject({
      status: 200,
      body: { counted: 1, refused: {} },
    });
    const nowMs = clock.nowMs();
    const more = [
      order,
      { userId: 'bob', type: 'click' },
      { userId: 'ann', type: 'conversion', timestamp: nowMs - 3_600_000 },
      { userId: 'ann', type: 'conversion', timestamp: '2050-01-01' },
      { userId: 'ann', type: 'waved' },
    ];
    expect((await call(`${hats}/events`, { json: more })).body).toEqual({
      counted: 1,
      refused: { seen: 1, notExposed: 1, beforeExposure: 1, afterWindow: 1 },
      refusals: [
        { index: 0, userId: 'ann', reason: 'seen' },
        { index: 1, userId: 'bob', reason: 'notExposed' },
        { index: 2, userId: 'ann', reason: 'beforeExposure' },
        { index: 3, userId: 'ann', reason: 'afterWindow' },
      ],
      unmeasured: ['click', 'waved'],
    });
    expect((await call(`${hats}/results`)).body).toMatchObject({
      experimentId: 'hats',
      status: 'collecting',
      winner: null,
      confidence: 0,
      conversion_lift: null,
      isAlwaysValid: true,
      units: 1,
      refusedEvents: { seen: 1, notExposed: 1, beforeExposure: 1, afterWindow: 1 },
      recommendation: 'Go on: 1 units so far, and every arm needs at least 100.',
    });
  });

  it('takes attributes for its condition, and many users at once', async () => {
    await put({ variants, condition: { country: 'US' } });
    const ask = (attributes: string) => call(`${hats}?attributes=${encodeURIComponent(attributes)}`, { user: 'ann' });
    expect((await ask('{"country":"FR"}')).body).toMatchObject({ variant: 'baseline', reason: 'targeting' });
    // The id is that of the header, whatever the attributes say.
    expect((await ask('{"country":"US","id":"bob"}')).body).toMatchObject({ reason: 'assigned' });
    expect((await ask('{"country":"US"}')).body).toMatchObject({ reason: 'sticky' });
    for (const wrong of ['[]', '7', '{'])
      expect(await ask(wrong)).toMatchObject(refusal(400, 'INVALID_INPUT', /JSON object/));
    await put({ variants }, '/api/shop/experiment/shoes');
    const userIds = Array.from({ length: 1_200 }, (_, i) => `user-${i}`);
    const { body } = await call('/api/shop/experiment/shoes/assignments', { json: { userIds } });
    const assignments = body['assignments'] as { userId: string; variant: string }[];
    expect(assignments.map(({ userId }) => userId)).toEqual(userIds);
    const { variant } = (await call('/api/shop/experiment/shoes', { user: 'user-7' })).body;
    expect(assignments[7]?.variant).toBe(variant);
  });

  it('is stopped by active, and removed with its data by DELETE', async () => {
    await put({ variants });
    await call(hats, { user: 'ann' });
    await put({ variants, active: false });
    expect((await call(hats, { user: 'ann' })).body).toMatchObject({ variant: 'baseline', reason: 'inactive' });
    expect((await call('/proxy/metrics')).body).toMatchObject({ ab_experiments_active: 0 });
    await put({ variants });
    expect((await call('/proxy/metrics')).body).toEqual({
      ai_inference_time_avg: null,
      ai_cache_hit_rate: null,
      models_loaded: 0,
      total_requests: 0,
      ab_experiments_active: 1,
      price_optimizations_today: 0,
    });
    const removed = await call(hats, { method: 'DELETE' });
    expect(removed).toMatchObject({ status: 200, body: { success: true, removedUsers: 1 } });
    expect(await call(hats, { user: 'ann' })).toMatchObject(refusal(404, 'NOT_FOUND', 'hats'));
  });
});

describe('exposures decided elsewhere', () => {
  it('count like those decided here, and a user seen in two arms is left out', async () => {
    await put({ variants });
    const exposures = [
      { userId: 'ann', variant: 'enhanced' },
      { userId: 'bob', variant: 'baseline' },
    ];
    expect((await call(`${hats}/exposures`, { json: exposures })).body).toEqual({ success: true, recorded: 2 });
    expect((await call(hats, { user: 'ann' })).body).toMatchObject({ variant: 'enhanced', reason: 'sticky' });
    await call(`${hats}/exposures`, { json: { userId: 'bob', variant: 'enhanced' } });
    expect((await call(`${hats}/results`)).body).toMatchObject({ units: 1, exposures: { crossedUnits: 1 } });
  });
});

describe('bad input', () => {
  beforeEach(async () => {
    await put({ variants });
    await put({ variants }, '/api/other/experiment/theirs');
  });

  it.each<[string, string, Asked, ReturnType<typeof refusal>]>([
    ['an unknown tenant', '/api/nobody/experiment/hats', { user: 'ann' }, refusal(404, 'NOT_FOUND', 'nobody')],
    ["another tenant's experiment", '/api/shop/experiment/theirs', { user: 'ann' }, refusal(404, 'NOT_FOUND', 'theirs')],
    ['its results', '/api/shop/experiment/theirs/results', {}, refusal(404, 'NOT_FOUND', 'theirs')],
    ['its removal', '/api/shop/experiment/theirs', { method: 'DELETE' }, refusal(404, 'NOT_FOUND', 'theirs')],
    ['no user', hats, {}, refusal(400, 'INVALID_INPUT', /X-User-ID.*received none/)],
    ['a user with a slash', hats, { user: 'a/b' }, refusal(400, 'INVALID_INPUT', 'X-User-ID')],
    ['an id that is none', '/api/shop/experiment/a%2Fb', { user: 'ann' }, refusal(400, 'INVALID_INPUT', 'path.id')],
    ['a value that is no number', `${hats}/events`, { json: '{"userId":"ann","type":"conversion","value":NaN}' }, refusal(400, 'INVALID_INPUT', '')],
    ['an infinite value', `${hats}/events`, { json: '{"userId":"ann","type":"conversion","value":1e999}' }, refusal(400, 'INVALID_INPUT', 'value')],
    ['no events', `${hats}/events`, { json: [] }, refusal(400, 'INVALID_INPUT', '')],
    ['10,001 events', `${hats}/events`, { json: Array.from({ length: 10_001 }, () => ({ userId: 'ann', type: 'click' })) }, refusal(400, 'INVALID_INPUT', '')],
    ['an event with a misspelt member', `${hats}/events`, { json: { userId: 'ann', type: 'click', revenue: 3 } }, refusal(400, 'INVALID_INPUT', 'revenue')],
    ['an exposure to a variant there is not', `${hats}/exposures`, { json: { userId: 'ann', variant: 'green' } }, refusal(400, 'INVALID_INPUT', /baseline, enhanced.*green/)],
    ['weights that do not sum', hats, { method: 'PUT', json: { variants: [variants[0], { id: 'b', weight: 40 }] } }, refusal(400, 'INVALID_INPUT', '50 \\+ 40 = 90')],
    ['one variant', hats, { method: 'PUT', json: { variants: [{ id: 'a' }] } }, refusal(400, 'INVALID_INPUT', 'two variants')],
    ['two variants of one id', hats, { method: 'PUT', json: { variants: [{ id: 'a' }, { id: 'a' }] } }, refusal(400, 'INVALID_INPUT', 'different id')],
    ['an alpha of 2', hats, { method: 'PUT', json: { variants, alpha: 2 } }, refusal(400, 'INVALID_INPUT', 'alpha')],
    ['a misspelt option', hats, { method: 'PUT', json: { variants, coverge: 0.5 } }, refusal(400, 'INVALID_INPUT', 'coverge')],
  ])('%s', async (_what, url, asked, expected) => {
    expect(await call(url, asked)).toMatchObject(expected);
  }); // prettier-ignore

  it('stores nothing of events of which one is wrong', async () => {
    await call(hats, { user: 'ann' });
    const events = [{ userId: 'ann', type: 'conversion', id: 'o1' }, { userId: 'ann' }];
    expect((await call(`${hats}/events`, { json: events })).status).toBe(400);
    expect((await call(`${hats}/events`, { json: events.slice(0, 1) })).body).toMatchObject({
      counted: 1,
      refused: {},
    });
  });

  it('takes 10,000 events in one call', async () => {
    const userIds = Array.from({ length: 1_000 }, (_, i) => `user-${i}`);
    await call(`${hats}/assignments`, { json: { userIds } });
    const events = Array.from({ length: 10_000 }, (_, i) => ({
      userId: `user-${i % 1_000}`,
      type: 'conversion',
      id: `e${i % 5_000}`,
    }));
    const { body } = await call(`${hats}/events`, { json: events });
    expect(body).toMatchObject({ counted: 5_000, refused: { seen: 5_000 } });
    expect(body['refusals']).toHaveLength(100);
  });
});
