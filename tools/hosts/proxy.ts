import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from './documents.ts';
import { shoppingList, startMisbehavingUpstream, type MisbehavingUpstream } from './misbehaving-upstream.ts';
import { adminHeaders, call, callRaw, type RunningHost } from './running-host.ts';
import { uploadFiles } from './serve-model.ts';

/** A tenant's proxy, in front of a server that answers well and badly. */
export function describeProxy(host: () => RunningHost): void {
  describe('the proxy of a tenant', () => {
    let upstream: MisbehavingUpstream;

    const tenant = async (id: string, changes: object = {}): Promise<void> => {
      const settings = { url: `${upstream.url}/v1`, allowPrivate: true, timeoutMs: 20_000, ...changes };
      const json = { name: id, embeddingModel: 'proxy-words', upstream: settings };
      const { status, body } = await call(`${host().url}/tenants/${id}`, { method: 'PUT', json, headers: adminHeaders(host()) }); // prettier-ignore
      expect([status, body]).toMatchObject([200, { id }]);
    };
    const ask = (path: string, init: Parameters<typeof call>[1] = {}) => call(`${host().url}/api/${path}`, init);
    const refused = (status: number, code: string) => [
      status,
      { error: expect.any(String) as string, code, requestId: expect.any(String) as string },
    ];

    beforeAll(async () => {
      upstream = await startMisbehavingUpstream();
      const folder = join(root, 'examples/gear-words');
      const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
      const files = names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
      const uploaded = await uploadFiles(host(), { modelId: 'proxy-words', framework: 'onnx', files });
      expect([uploaded.status, uploaded.body]).toMatchObject([200, { success: true }]);
      await tenant('plain');
      const products = { path: '/data/items', idField: 'sku', nameField: 'title', descriptionField: 'text' };
      await tenant('mapped', { products });
    });
    afterAll(() => upstream.close());

    it('passes verb, path, query and body on, and status and body back', async () => {
      const asked = await ask('plain/proxy/echo?q=a%2Fb&q=c');
      expect([asked.status, asked.body]).toEqual([200, { method: 'GET', url: '/v1/echo?q=a%2Fb&q=c', bytes: 0 }]);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const { body } = await ask('plain/proxy/echo', { method, body: 'x'.repeat(100_000) });
        expect(body).toEqual({ method, url: '/v1/echo', bytes: 100_000 });
      }
      expect((await ask('plain/proxy/echo', { method: 'OPTIONS' })).body).toMatchObject({ method: 'OPTIONS' });
      const head = await fetch(`${host().url}/api/plain/proxy/items`, { method: 'HEAD' });
      expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, '"1"', '']);
      expect((await ask('plain/proxy/empty')).status).toBe(204);
      for (const [path, status, body] of [
        ['missing', 404, { gone: true }],
        ['fails', 500, 'oops'],
      ] as const) {
        const answered = await ask(`plain/proxy/${path}`);
        expect([answered.status, answered.body]).toEqual([status, body]);
      }
    });

    it('passes only the headers on that are listed, and none of its own callers', async () => {
      await tenant('listing', { forwardHeaders: ['Accept', 'X-Shop', 'Authorization', 'Cookie', 'X-API-Key'] });
      const headers = { accept: 'a/b', 'x-shop': '1', 'x-other': '2', cookie: 'a=1', 'x-request-id': 'r-1', ...adminHeaders(host()) }; // prettier-ignore
      const { headers: received } = await ask('listing/proxy/image', { headers });
      const sent = upstream.lastHeaders();
      expect(sent).toMatchObject({ accept: 'a/b', 'x-shop': '1', 'x-request-id': 'r-1', via: '1.1 harper-edge-ai' });
      expect(Object.keys(sent)).not.toEqual(expect.arrayContaining([expect.stringMatching(/other|cookie|authorization/)])); // prettier-ignore
      expect(Object.fromEntries(received)).toMatchObject({
        'content-type': 'image/png',
        'content-security-policy': 'sandbox',
        'x-content-type-options': 'nosniff',
      });
      expect(received.get('set-cookie')).toBeNull();
    });

    it('orders a list of products for the shopper, and changes nothing else of it', async () => {
      const headers = { 'x-user-id': 'proxy-shopper' };
      // What they viewed says what they like.
      const viewed = { productId: 'shelter', name: 'Two person tent', description: '', category: 'tents', price: 1 };
      const headersOfAdmin = adminHeaders(host());
      const put = await ask('mapped/products', {
        method: 'PUT',
        json: { products: [viewed] },
        headers: headersOfAdmin,
      });
      expect([put.status, put.body]).toMatchObject([200, {}]);
      const json = { productId: 'shelter', type: 'viewed' };
      expect((await ask('mapped/shoppers/events', { json, headers })).status).toBe(200);
      for (const path of ['items', 'zipped']) {
        const response = await fetch(`${host().url}/api/mapped/proxy/${path}`, { headers });
        const text = await response.text();
        expect([response.status, response.headers.get('x-personalized'), text]).toEqual([200, 'true', expect.any(String)]); // prettier-ignore
        const list = (JSON.parse(text) as { data: { items: { sku: unknown; personalizedScore: number }[] } }).data
          .items;
        expect(list.map(({ sku }) => sku)).toEqual(['t-2', 1]);
        expect(list[0]?.personalizedScore).toBeGreaterThan(list[1]?.personalizedScore ?? 1);
        const plain = text.replaceAll(/,"personalizedScore":[0-9.e-]+/g, '');
        expect(plain).toBe('{"total":12345678901234567890,"data":{"items":[{"sku":"t-2","title":"Family tent","text":"To sleep in while camping.","price":2.50,"nested":{"deep":[1e2]}},{"sku":1,"title":"Climbing rope","text":"For steep rock.","price":1.0}]}}'); // prettier-ignore
      }
    });

    it.each([
      ['mapped/proxy/items', {}],
      ['mapped/proxy/items', { 'x-user-id': 'nobody-known' }],
      ['mapped/proxy/other', { 'x-user-id': 'proxy-shopper' }],
      ['mapped/proxy/image', { 'x-user-id': 'proxy-shopper' }],
      ['mapped/proxy/page', { 'x-user-id': 'proxy-shopper', accept: 'text/html' }],
    ])('passes %s unchanged with %o, and says so', async (path, headers) => {
      const changed = await fetch(`${host().url}/api/${path}`, { headers });
      const plain = await fetch(`${host().url}/api/${path.replace('mapped', 'plain')}`);
      expect([changed.status, changed.headers.get('x-personalized')]).toEqual([200, 'false']);
      expect(plain.headers.get('x-personalized')).toBeNull();
      const bytes = await changed.arrayBuffer();
      expect(Buffer.from(bytes).equals(Buffer.from(await plain.arrayBuffer()))).toBe(true);
      if (path.endsWith('items')) expect(Buffer.from(bytes).toString()).toBe(shoppingList);
    });

    it.each([
      ['a web page instead of JSON', 'mapped/proxy/page', 502, 'BAD_GATEWAY'],
      ['a web page that calls itself JSON', 'mapped/proxy/announced', 502, 'BAD_GATEWAY'],
      ['a reply that breaks off', 'plain/proxy/cut', 502, 'BAD_GATEWAY'],
      ['a list that breaks off', 'mapped/proxy/cut', 502, 'BAD_GATEWAY'],
      ['a broken connection', 'plain/proxy/reset', 502, 'BAD_GATEWAY'],
      ['a reply that says it is too large', 'plain/proxy/claims', 502, 'BAD_GATEWAY'],
    ])('answers %s with a failure of its own', async (_what, path, status, code) => {
      const answered = await ask(path, { headers: { 'x-user-id': 'proxy-shopper' } });
      expect([answered.status, answered.body]).toEqual(refused(status, code));
    });

    it('does not wait longer than it is told', async () => {
      await tenant('hasty', { timeoutMs: 100 });
      const answered = await ask('hasty/proxy/silent');
      expect([answered.status, answered.body]).toEqual(refused(504, 'DEADLINE_EXCEEDED'));
    });

    it('cuts off a reply that does not end', async () => {
      const response = await fetch(`${host().url}/api/plain/proxy/endless`);
      expect(response.status).toBe(200);
      await expect(response.arrayBuffer()).rejects.toThrow();
      expect((await ask('plain/proxy/echo')).status).toBe(200);
    });

    it('refuses a body that is too large, and asks nobody', async () => {
      const answered = await ask('plain/proxy/echo', { method: 'POST', body: Buffer.alloc(33_554_433) });
      expect([answered.status, answered.body]).toEqual(refused(413, 'TOO_LARGE'));
    });

    it('follows no redirect, and passes those on that stay within the upstream', async () => {
      const locationOf = async (path: string) => {
        const { status, headers } = await ask(`plain/proxy/${path}`, { redirect: 'manual' });
        return [status, headers.get('location')];
      };
      expect(await locationOf('moved')).toEqual([302, '/api/plain/proxy/items?page=2']);
      expect(await locationOf('lures')).toEqual([302, null]);
      expect(await locationOf('leaves')).toEqual([302, null]);
    });

    it('goes to no private address unless the tenant may', async () => {
      for (const url of [upstream.url, 'http://localhost:1', 'http://169.254.169.254', 'http://[::ffff:10.0.0.1]']) {
        await tenant('public', { url, allowPrivate: false });
        const before = upstream.asked.length;
        const answered = await ask('public/proxy/items');
        expect([answered.status, answered.body], url).toEqual(refused(403, 'FORBIDDEN'));
        expect(upstream.asked.length).toBe(before);
      }
    });

    it.each([
      '../admin',
      '%2e%2e/admin',
      '%252e%252e/admin',
      'a/..%2f..%2fadmin',
      '..%5cadmin',
      '..;/admin',
      '/other.example/',
    ])('refuses the path %s, which some server could read as another', async (path) => {
      const before = upstream.asked.length;
      const { status, body } = await callRaw(host().url, `/api/plain/proxy/${path}`);
      expect([status, body]).toEqual(refused(400, 'INVALID_INPUT'));
      expect(upstream.asked.length).toBe(before);
    });

    it('leaves a server alone that is down, and finds out when it is back', async () => {
      await tenant('patient');
      upstream.setDown(true);
      const answers = [];
      // Every thread of a host finds out for itself.
      await vi.waitFor(
        async () => {
          const answered = await ask('patient/proxy/echo');
          answers.push(answered);
          expect(answered.body).toMatchObject({ code: 'UNAVAILABLE' });
          expect([answered.status, Number(answered.headers.get('retry-after')) > 0]).toEqual([503, true]);
        },
        { timeout: 30_000, interval: 10 },
      );
      upstream.setDown(false);
      await vi.waitFor(
        async () => {
          expect((await ask('patient/proxy/echo')).status).toBe(200);
        },
        { timeout: 60_000, interval: 500 },
      );
    });

    it('is not there for a tenant without an upstream, nor for one that is not there', async () => {
      await call(`${host().url}/tenants/unproxied`, {
        method: 'PUT',
        json: { name: 'x' },
        headers: adminHeaders(host()),
      });
      for (const id of ['unproxied', 'nobody']) {
        const answered = await ask(`${id}/proxy/items`);
        expect([answered.status, answered.body], id).toEqual(refused(404, 'NOT_FOUND'));
      }
    });

    it('ends a circle of proxies', async () => {
      await tenant('circle', { url: `${host().url}/api/circle/proxy`, forwardHeaders: ['accept'] });
      const answered = await ask('circle/proxy/x');
      // Its own upstream, it also is what it leaves alone after a while.
      expect(['502 BAD_GATEWAY', '503 UNAVAILABLE']).toContain(`${answered.status} ${String(answered.body.code)}`);
    });
  });
}
