import { createBenchmarks } from '@harper-edge/benchmark';
import { silentLogger, type Store } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng, type FakeClock } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApi, createOpenApi, createShop, routes, type Api, type Caller } from '../../index.ts';

let clock: FakeClock;
let store: Store;
let api: Api;
const admin: Caller = { name: 'ann', isUser: true, isAdmin: true };
const user: Caller = { name: 'bob', isUser: true };

beforeEach(() => {
  clock = createFakeClock();
  store = createMemoryStore({ clock });
  const shared = { clock, logger: silentLogger };
  const rng = createSeededRng(1);
  api = createApi({
    ...shared,
    registry: createRegistry({ store, clock }),
    engine: createInferenceEngine({ ...shared, backends: [], readArtifact: () => Promise.reject(new Error('none')) }),
    monitoring: createMonitoring({ store, ...shared }),
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ ...shared, store, rng }),
    rng,
    host: { name: 'standalone', version: '0', nodeVersion: '0' },
    limits: { maxBodyBytes: 100_000 },
  });
});

interface Sent {
  readonly method?: string;
  readonly json?: unknown;
  readonly body?: AsyncIterable<Uint8Array>;
  readonly headers?: Record<string, string>;
  readonly caller?: Caller | undefined;
}

async function ask(url: string, sent: Sent = {}) {
  const { json, method = json === undefined ? 'GET' : 'POST', headers = {} } = sent;
  const caller = 'caller' in sent ? sent.caller : admin;
  const bytes = json === undefined ? null : new Blob([typeof json === 'string' ? json : JSON.stringify(json)]).stream();
  const body = sent.body ?? bytes;
  const signal = new AbortController().signal;
  const answer = await api.fetch({ method, url, headers: new Headers(headers), body, signal }, caller);
  return { ...answer, body: JSON.parse(answer.body as string) as Record<string, unknown> };
}

const put = (url: string, json: unknown, rest: Sent = {}) => ask(url, { method: 'PUT', json, ...rest });
const withKey = (key: string) => ({ caller: undefined, headers: { 'x-api-key': key } });
const newKey = async (tenant: string, json: object = {}) =>
  (await ask(`/tenants/${tenant}/keys`, { json: { name: 'k', scopes: ['manage'], ...json } })).body as {
    key: string;
    keyId: string;
  };

describe('PUT /tenants/:tenant', () => {
  it('answers all settings with their revision, which If-Match asks for', async () => {
    const created = await put('/tenants/a', { name: 'A', pricing: { minMargin: 0.2 } });
    expect(created).toMatchObject({ status: 200, headers: { etag: JSON.stringify(String(created.body['revision'])) } });
    expect(created.body).toMatchObject({ id: 'a', pricing: { minMargin: 0.2, endings: [] }, limits: { perDay: null } });
    const stale = { headers: { 'if-match': '"7"' } };
    expect((await put('/tenants/a', { name: 'B' }, stale)).status).toBe(412);
    expect((await ask('/tenants/a', { method: 'DELETE', ...stale })).status).toBe(412);
    expect((await put('/tenants/b', { name: 'B' }, stale)).status).toBe(412);
    const fresh = { headers: { 'if-match': created.headers['etag'] ?? '' } };
    expect((await put('/tenants/a', { name: 'B' }, fresh)).body).toMatchObject({
      name: 'B',
      pricing: { minMargin: null },
    });
    expect((await ask('/tenants')).body).toMatchObject({ count: 1, tenants: [{ id: 'a', name: 'B' }] });
    expect((await ask('/tenants/a', { method: 'DELETE' })).body).toEqual({ success: true, tenantId: 'a' });
    for (const method of ['GET', 'DELETE']) expect((await ask('/tenants/a', { method })).status).toBe(404);
  });

  it.each([
    [{}, /name/],
    [{ name: ' ' }, /name/],
    [{ name: 'A', colour: 'red' }, /colour/],
    [{ name: 'A', pricing: { minMargin: 1 } }, /pricing.minMargin/],
    [{ name: 'A', limits: { perMinute: 0 } }, /limits.perMinute/],
    [{ name: 'A', embeddingModel: '../m' }, /embeddingModel/],
    [{ name: 'A', maxProducts: 0 }, /maxProducts/],
    [{ name: 'A', cache: { hotMs: -1 } }, /cache.hotMs/],
    [{ name: 'A', upstream: { url: 'ftp://example.com' } }, /upstream.url/],
    [{ name: 'A', upstream: { url: 'file:///etc/passwd' } }, /upstream.url/],
    [{ name: 'A', upstream: { url: 'http://user:secret@example.com' } }, /upstream.url/],
    [{ name: 'A', upstream: { url: 'http://example.com', products: { path: 'data' } } }, /upstream.products.path/],
    [{ name: 'A', upstream: { url: 'http://example.com', forwardHeaders: ['a b'] } }, /upstream.forwardHeaders/],
  ])('refuses %j', async (settings, says) => {
    const { status, body } = await put('/tenants/a', settings);
    expect([status, body['code']]).toEqual([400, 'INVALID_INPUT']);
    expect(body['error']).toMatch(says);
    expect((await ask('/tenants')).body).toMatchObject({ count: 0 });
  });
});

describe('what is for administrators', () => {
  const forAdmins = routes.filter(({ isForAdmins }) => isForAdmins === true);

  it('is all that is done to tenants', () => {
    const paths = routes.filter(({ path }) => /^\/(tenants|audit)(\/|$)/.test(path));
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter(({ isForAdmins }) => isForAdmins !== true)).toEqual([]);
  });

  it.each(forAdmins.map(({ method, path }) => [method, path] as const))(
    '%s %s is for no others',
    async (method, path) => {
      await put('/tenants/a', { name: 'A' });
      const { key } = await newKey('a', { scopes: ['personalize', 'experiments', 'prices', 'proxy', 'manage'] });
      const url = path.replaceAll(/:[A-Za-z]+/g, 'a');
      const json = ['GET', 'DELETE'].includes(method) ? {} : { json: 'not even JSON' };
      expect(await ask(url, { method, ...json, caller: user })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN' },
      });
      expect((await ask(url, { method, ...json, caller: undefined })).status).toBe(401);
      expect((await ask(url, { method, ...json, ...withKey(key) })).status).toBe(401);
    },
  );
});

describe('keys', () => {
  beforeEach(async () => {
    for (const id of ['a', 'b']) await put(`/tenants/${id}`, { name: id });
  });

  it('are told once, act for their tenant in their scopes, and rotate', async () => {
    const made = await ask('/tenants/a/keys', { json: { name: 'site', scopes: ['manage'] } });
    expect(made).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } });
    const { key, keyId } = made.body as { key: string; keyId: string };
    expect(JSON.stringify((await ask('/tenants/a/keys')).body)).not.toContain(key.slice(-64));
    expect((await ask('/api/a/products', withKey(key))).status).toBe(200);
    const bearer = { caller: undefined, headers: { authorization: `bearer ${key}` } };
    expect((await ask('/api/a/products', bearer)).status).toBe(200);

    const rotated = await ask(`/tenants/a/keys/${keyId}/rotate`, { json: { overlapMs: 1_000 } });
    expect(rotated).toMatchObject({ status: 200, body: { keyId }, headers: { 'cache-control': 'no-store' } });
    const second = rotated.body['key'] as string;
    for (const one of [key, second]) expect((await ask('/api/a/products', withKey(one))).status).toBe(200);
    clock.advance(1_000);
    expect((await ask('/api/a/products', withKey(key))).status).toBe(401);
    expect((await ask('/api/a/products', withKey(second))).status).toBe(200);

    expect((await ask(`/tenants/b/keys/${keyId}`, { method: 'DELETE' })).status).toBe(404);
    expect((await ask(`/tenants/a/keys/${keyId}`, { method: 'DELETE' })).status).toBe(200);
    expect((await ask(`/tenants/a/keys/${keyId}`, { method: 'DELETE' })).status).toBe(404);
    expect((await ask('/api/a/products', withKey(second))).status).toBe(401);
  });

  it.each([
    [{ scopes: ['manage'] }, /name/],
    [{ name: 'k', scopes: [] }, /scopes/],
    [{ name: 'k', scopes: ['admin'] }, /scopes/],
    [{ name: 'k', scopes: ['manage', 'manage'] }, /each scope once/],
    [{ name: 'k', scopes: ['manage'], expiresInMs: 0 }, /expiresInMs/],
    [{ name: 'k', scopes: ['manage'], key: 'mine' }, /key/],
  ])('are not made from %j', async (json, says) => {
    const { status, body } = await ask('/tenants/a/keys', { json });
    expect([status, body['error']]).toEqual([400, expect.stringMatching(says)]);
    expect((await ask('/tenants/a/keys')).body).toMatchObject({ count: 0 });
  });

  it('decide alone, also for a caller whom the host knows', async () => {
    const { key } = await newKey('a');
    for (const caller of [admin, user, undefined]) {
      const headers = { 'x-api-key': key };
      expect((await ask('/api/a/products', { caller, headers })).status).toBe(200);
      expect((await ask('/api/b/products', { caller, headers })).status).toBe(404);
      expect((await ask('/api/a/products', { caller, headers: { 'x-api-key': `${key}0` } })).status).toBe(401);
    }
    expect((await ask('/api/b/products', { caller: user })).status).toBe(200);
    expect((await ask('/api/nobody/products', { caller: user })).status).toBe(404);
  });

  it('in the address are refused, whoever asks', async () => {
    const { key } = await newKey('a');
    for (const caller of [admin, undefined]) {
      const refused = await ask(`/api/a/products?limit=1&key=${key}`, { caller, headers: { 'x-api-key': key } });
      expect([refused.status, refused.body['error']]).toEqual([401, expect.stringContaining('rotate')]);
    }
  });

  it('say the same of a tenant of others as of none', async () => {
    const { key } = await newKey('a');
    const asked = async (tenant: string) => {
      const { status, headers, body } = await ask(`/api/${tenant}/products`, {
        caller: undefined,
        headers: { 'x-api-key': key, 'x-request-id': 'r' },
      });
      return JSON.stringify([status, headers, body]).replaceAll(tenant, '?');
    };
    await put('/tenants/there', { name: 'B' });
    expect(await asked('there')).toBe(await asked('never'));
  });
});

describe('limits', () => {
  const headersOf = ({ headers }: { readonly headers: Readonly<Record<string, string>> }) =>
    ['limit', 'remaining', 'reset'].map((name) => headers[`ratelimit-${name}`]);

  it('of a key are told with every answer, and end in 429 before the body is read', async () => {
    await put('/tenants/a', { name: 'A' });
    const { key } = await newKey('a', { limits: { perMinute: 3 } });
    expect(headersOf(await ask('/api/a/products', withKey(key)))).toEqual(['3', '2', '20']);
    expect(headersOf(await ask('/api/a/products/none', withKey(key)))).toEqual(['3', '1', '40']);
    expect(headersOf(await put('/api/a/products', 'not JSON', withKey(key)))).toEqual(['3', '0', '60']);
    let isRead = false;
    async function* body() {
      await Promise.resolve();
      isRead = true;
      yield new Uint8Array(1);
    }
    const refused = await ask('/api/a/products', { method: 'PUT', body: body(), ...withKey(key) });
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' }, headers: { 'retry-after': '20' } });
    expect(headersOf(refused)).toEqual(['3', '0', '60']);
    expect(isRead).toBe(false);
    clock.advance(20_000);
    expect((await ask('/api/a/products', withKey(key))).status).toBe(200);
  });

  it('of a tenant hold for all its callers together, and not for others', async () => {
    for (const id of ['a', 'b']) await put(`/tenants/${id}`, { name: id, limits: { perMinute: 2 } });
    const [first, second] = [await newKey('a', { limits: { perMinute: 10 } }), await newKey('a')];
    expect((await ask('/api/a/products', withKey(first.key))).headers['ratelimit-limit']).toBe('2');
    expect((await ask('/api/a/products', withKey(second.key))).status).toBe(200);
    for (const one of [withKey(first.key), withKey(second.key), { caller: admin }]) {
      expect((await ask('/api/a/products', one)).status).toBe(429);
    }
    expect((await ask('/api/b/products')).status).toBe(200);
    // A refusal does not use up what the key has: 9 of its 10 are left.
    await put('/tenants/a', { name: 'a' });
    expect((await ask('/api/a/products', withKey(first.key))).headers['ratelimit-remaining']).toBe('8');
    expect((await ask('/tenants/a')).headers['ratelimit-limit']).toBeUndefined();
  });
});

describe('the catalogue', () => {
  const pack = { productId: 'pack', name: 'Pack', price: 10 };
  beforeEach(async () => {
    await put('/tenants/a', { name: 'A', maxProducts: 3 });
  });

  it('is put, listed, shown and deleted', async () => {
    const { key } = await newKey('a');
    expect((await put('/api/a/products', { products: [pack] }, withKey(key))).body).toMatchObject({ added: 1 });
    expect((await put('/api/a/products/tent', { name: 'Tent', price: 99.5, seasons: ['summer'] })).body).toMatchObject({
      productId: 'tent',
      description: '',
      seasons: ['summer'],
      cost: null,
    });
    const listed = (await ask('/api/a/products?limit=1')).body;
    expect(listed).toMatchObject({ count: 1, products: [{ ...pack, category: '' }] });
    expect(JSON.stringify(listed)).not.toContain('tenantId');
    const cursor = String(listed['nextCursor']);
    expect((await ask(`/api/a/products?cursor=${cursor}`)).body).toMatchObject({ products: [{ productId: 'tent' }] });
    expect((await ask('/api/a/products/pack')).body).toMatchObject(pack);
    expect((await ask('/api/a/products/pack', { method: 'DELETE' })).status).toBe(200);
    for (const method of ['GET', 'DELETE']) expect((await ask('/api/a/products/pack', { method })).status).toBe(404);
  });

  it.each([
    [{ products: [] }, 400, /products/],
    [{ products: [pack, pack] }, 400, /each id once/],
    [{ products: [{ ...pack, name: '' }] }, 400, /name/],
    [{ products: [{ ...pack, price: 0 }] }, 400, /price/],
    [{ products: [{ ...pack, price: null }] }, 400, /price/],
    [{ products: [{ ...pack, productId: '../b/pack' }] }, 400, /productId/],
    [{ products: [{ ...pack, tenantId: 'b' }] }, 400, /tenantId/],
    [{ products: [{ ...pack, seasons: ['monsoon'] }] }, 400, /seasons/],
    [{ products: [1, 2, 3, 4].map((n) => ({ ...pack, productId: `p${n}` })) }, 413, /may have 3/],
    [`{"products": [{"productId": "p", "name": "P", "price": 1e999}]}`, 400, /price|number/],
  ])('refuses %j', async (json, status, says) => {
    const refused = await put('/api/a/products', json);
    expect([refused.status, refused.body['error']]).toEqual([status, expect.stringMatching(says)]);
    expect((await ask('/api/a/products')).body).toMatchObject({ count: 0 });
  });
});

describe('GET /audit', () => {
  it('lists who did what, without secrets, also for a tenant that is gone', async () => {
    const secret = { name: 'A', upstream: { url: 'https://shop.example.com' } };
    await put('/tenants/a', secret, { headers: { 'x-request-id': 'first' } });
    clock.advance(1);
    const { key, keyId } = await newKey('a');
    clock.advance(1);
    await put('/api/a/products/p', { name: 'P', price: 1 }, withKey(key));
    clock.advance(1);
    await ask('/api/a/products/none', { method: 'DELETE' });
    clock.advance(1);
    await ask('/tenants/a', { method: 'DELETE' });
    clock.advance(1);
    await put('/tenants/b', { name: 'B' });
    const { body } = await ask('/audit?tenant=a');
    expect(body['entries']).toMatchObject([
      { action: 'tenant.delete', by: 'ann', outcome: 'done' },
      { action: 'products.delete', details: { productId: 'none' }, outcome: 'NOT_FOUND' },
      { action: 'products.put', by: `a/${keyId}`, details: { productId: 'p' }, outcome: 'done' },
      { action: 'key.create', details: { keyId, name: 'k', scopes: ['manage'] }, outcome: 'done' },
      { action: 'tenant.put', by: 'ann', requestId: 'first', outcome: 'done' },
    ]);
    expect(JSON.stringify(body)).not.toContain(key.slice(-64));
    expect((await ask('/audit')).body).toMatchObject({ count: 6 });
    const at = (body['entries'] as readonly { at: number }[])[3]?.at ?? 0;
    expect((await ask(`/audit?from=${at}&to=${at + 2}`)).body).toMatchObject({ count: 2 });
    expect((await ask('/audit?from=yesterday')).status).toBe(400);
  });
});

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly security?: readonly object[];
  readonly responses: object;
}

describe('the OpenAPI document', () => {
  it('says which scope a key needs, and what is refused', () => {
    const { paths } = createOpenApi(routes, '0') as unknown as Document;
    const operation = paths['/api/{tenant}/products']?.['put'];
    expect(operation?.security?.[0]).toEqual({ tenantKey: ['manage'] });
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '413', '429']),
    );
    expect(Object.keys(paths['/tenants']?.['get']?.responses ?? {})).toContain('403');
  });
});
