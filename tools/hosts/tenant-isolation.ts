import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpenApi, routes } from '@harper-edge/api';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, callRaw, type Answer, type RunningHost, type StartHost } from './running-host.ts';
import { sampleOf, type JsonSchema } from './sample-of.ts';

type Route = (typeof routes)[number];

const hostKey = 'an-administrators-key';
const tenants = ['isolated-a', 'isolated-a.b', 'Isolated-A'] as const;
type TenantId = (typeof tenants)[number];
const nobody = 'isolated-nobody';
const scopes = ['personalize', 'experiments', 'prices', 'proxy', 'manage'] as const;
const prefix = '/api/:tenant/';

const ofTenants = routes.filter(({ path }) => path.startsWith(prefix));
const ofHost = routes.filter(({ path, isPublic }) => !path.startsWith(prefix) && isPublic !== true);
const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** Any of which opens it. */
const scopesOf = ({ scope = [] }: Route): string => [scope].flat().join(' ');

/** Stands in what a tenant alone may see. */
const secretOf = (tenant: TenantId): string => `the secret of ${tenant}!`;
const idOf = (tenant: TenantId): string => `${tenant}-1`;

/** What each tenant has: keys that work, and keys that do not (any more). */
interface Keys {
  readonly full: string;
  readonly withoutScope: Readonly<Record<string, string>>;
  readonly invalid: Readonly<Record<string, string>>;
}

/**
 * Every route below `/api/:tenant` that there is, with the ids of one tenant and the credentials of others. A route that is
 * added later is asked as well.
 */
export function describeTenantIsolation(start: StartHost): void {
  describe('tenants', () => {
    let dataDir: string;
    let host: RunningHost;
    let admin: Record<string, string>;
    const keys = new Map<TenantId, Keys>();
    const states = new Map<TenantId, unknown>();

    const asAdmin = async (path: string, init: Parameters<typeof call>[1] = {}): Promise<Answer> => {
      const answer = await call(host.url + path, { ...init, headers: admin });
      expect([path, answer.status, answer.body]).toEqual([path, expect.toSatisfy(isFine), answer.body]);
      return answer;
    };

    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'harper-edge-tenants-'));
      host = await start({ dataDir, env: { EDGE_AI_API_KEY: hostKey, EDGE_AI_ACCESS: 'authenticated' } });
      admin = adminOf(host);
      for (const tenant of tenants) {
        await fill(asAdmin, tenant);
        keys.set(tenant, await makeKeys(asAdmin, tenant));
      }
      for (const tenant of tenants) states.set(tenant, await settled(() => stateOf(tenant)));
    });
    afterAll(async () => {
      await host.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    });

    const keysOf = (tenant: TenantId): Keys => keys.get(tenant) ?? expect.fail(`no keys of ${tenant}`);

    /** All of what a tenant has, as far as any route tells it. */
    const stateOf = async (tenant: TenantId): Promise<readonly unknown[]> => {
      const paths = ofTenants
        .filter(({ method, path }) => method === 'GET' && !path.includes('*'))
        .map((route) => pathOf(route, { tenant, ids: tenant }) + queryOf(route, tenant));
      const owner = { ...admin, 'x-user-id': idOf(tenant) };
      const shown = await Promise.all(
        paths.map(async (path) => [path, (await call(host.url + path, { headers: owner })).body as unknown]),
      );
      const entries = await asAdmin(`/audit?tenant=${tenant}&limit=1000`);
      const settings = await asAdmin(`/tenants/${tenant}`);
      return withoutVolatile([...shown, entries.body, settings.body]) as readonly unknown[];
    };

    it('of which there are routes', () => {
      expect(ofTenants.length).toBeGreaterThan(4);
      for (const route of ofTenants) expect([nameOf(route), route.admit]).not.toContain(undefined);
    });

    /** As it was after the last route; nothing that others ask for changes it. */
    const expectUnchanged = async (changed?: TenantId): Promise<void> => {
      for (const tenant of tenants) {
        if (tenant !== changed) expect(await stateOf(tenant)).toEqual(states.get(tenant));
        else states.set(tenant, await settled(() => stateOf(tenant)));
      }
    };

    it.each(ofTenants.map((route) => [nameOf(route), route] as const))(
      'keep others out of %s',
      async (_name, route) => {
        for (const tenant of tenants) {
          const ask = (headers: Record<string, string>, rest: { readonly query?: string } = {}) =>
            send(host.url, route, { tenant, ids: tenant, headers, ...rest });
          const { withoutScope, invalid, full } = keysOf(tenant);
          const refused = {
            'no key': ask({}),
            'rotated, as Bearer': ask(bearer(invalid['rotated'] ?? '')),
            'in the address': ask({}, { query: `?api_key=${full}` }),
            'in the address too': ask({ 'x-api-key': full }, { query: `?key=${full}` }),
            ...Object.fromEntries(Object.entries(invalid).map(([why, key]) => [why, ask({ 'x-api-key': key })])),
          };
          for (const [why, answer] of Object.entries(refused)) expect([why, (await answer).status]).toEqual([why, 401]);

          const unscoped = await ask({ 'x-api-key': withoutScope[scopesOf(route)] ?? '' });
          expect([unscoped.status, unscoped.body]).toMatchObject([403, { code: 'FORBIDDEN' }]);

          for (const other of tenants.filter((one) => one !== tenant)) {
            const headers = { 'x-api-key': keysOf(other).full };
            const foreign = await ask(headers);
            const unknown = await send(host.url, route, { tenant: nobody, ids: tenant, headers });
            expect([foreign.status, described(foreign, tenant)]).toEqual([404, described(unknown, nobody)]);
            // Harper answers Bearer tokens that are not its own itself.
            expect([401, 404]).toContain((await ask(bearer(keysOf(other).full))).status);
          }
        }
        await expectUnchanged();
      },
      60_000,
    );

    it.each(ofTenants.map((route) => [nameOf(route), route] as const))(
      'show nothing of others through %s, asked for with their ids',
      async (_name, route) => {
        const [tenant, ...victims] = tenants;
        for (const victim of victims) {
          const headers = { 'x-api-key': keysOf(tenant).full };
          const { status, body } = await send(host.url, route, { tenant, ids: victim, headers });
          const text = JSON.stringify(body);
          // It reached the route, so that the refusals above were not about something else.
          expect([status, text]).not.toEqual([expect.toSatisfy((code) => code === 401 || code === 403), text]);
          expect(text).not.toContain(`no tenant "${tenant}"`);
          expect(text).not.toContain(secretOf(victim));
        }
        await expectUnchanged(tenant);
      },
      60_000,
    );

    it.each(ofHost.map((route) => [nameOf(route), route] as const))(
      'have keys that do not open %s',
      async (_name, route) => {
        const headers = { 'x-api-key': keysOf(tenants[0]).full };
        const answer = await send(host.url, route, { tenant: tenants[0], ids: tenants[0], headers });
        expect([answer.status, JSON.stringify(answer.body)]).toEqual([401, expect.stringContaining('credential')]);
      },
    );

    it('whose ids nobody can have are not there', async () => {
      const key = { 'x-api-key': keysOf(tenants[0]).full };
      for (const id of ['x'.repeat(129), 'a b', 'isolated-a%00', 'isolated-a%2F..', '%F0%9F%8F%94', 'isolated-а']) {
        const path = `/api/${id}/products`;
        expect([id, (await call(host.url + path)).status]).toEqual([id, 401]);
        expect([id, (await call(host.url + path, { headers: key })).status]).toEqual([id, 404]);
        expect([400, 404]).toContain((await call(host.url + path, { headers: admin })).status);
      }
      for (const path of [
        '/api/%2e%2e/products',
        '/api/../tenants',
        '/api//products',
        '/api/isolated-a/../x/products',
      ]) {
        expect([400, 401, 404]).toContain((await callRaw(host.url, path)).status);
      }
    });

    it('have keys that are sent as X-API-Key, and as Bearer where the host hands it on', async () => {
      const { full } = keysOf(tenants[0]);
      const ask = (headers: Record<string, string>) => call(`${host.url}/api/${tenants[0]}/products`, { headers });
      expect((await ask({ 'x-api-key': full })).status).toBe(200);
      // Harper takes it for a token of its own, and refuses it before we see it.
      expect((await ask(bearer(full))).status).toBe('adminPassword' in host ? 401 : 200);
    });

    it('have limits that all threads of the host share', async () => {
      const perMinute = 30;
      const json = { name: 'limited', scopes: ['manage'], limits: { perMinute } };
      const { key } = (await asAdmin(`/tenants/${tenants[0]}/keys`, { json })).body as { key: string };
      const path = `${host.url}/api/${tenants[0]}/products`;
      const startMs = performance.now();
      const ask = () => call(path, { headers: { 'x-api-key': key } });
      const answers = await Promise.all(Array.from({ length: 150 }, ask));
      const elapsedMs = performance.now() - startMs;
      const allowed = answers.filter(({ status }) => status === 200);
      expect(allowed.length).toBeGreaterThanOrEqual(perMinute);
      expect(allowed.length).toBeLessThanOrEqual(perMinute * (1 + elapsedMs / 60_000));
      for (const { status, headers } of answers.filter((answer) => !allowed.includes(answer))) {
        expect([status, headers.get('ratelimit-remaining')]).toEqual([429, '0']);
        expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      }
    });

    it('are removed with everything that is theirs, and come again empty', async () => {
      const [tenant, other] = tenants;
      const before = await stateOf(other);
      const { full } = keysOf(tenant);
      await asAdmin(`/tenants/${tenant}`, { method: 'DELETE' });
      const ask = () => call(`${host.url}/api/${tenant}/products`, { headers: { 'x-api-key': full } });
      expect([401, 404]).toContain((await ask()).status);
      await asAdmin(`/tenants/${tenant}`, { method: 'PUT', json: { name: 'again' } });
      // Its keys are gone for the other threads of the host as well.
      for (let i = 0; i < 8; i++) expect((await ask()).status).toBe(401);
      const state = JSON.stringify(await stateOf(tenant));
      expect(state).not.toContain(secretOf(tenant));
      expect(await stateOf(other)).toEqual(before);
    });
  });
}

/** Some reads are remembered, as the variant that a shopper was shown: what two in a row tell alike. */
async function settled(read: () => Promise<unknown>): Promise<unknown> {
  let last: unknown = await read();
  await vi.waitFor(
    async () => {
      const before = last;
      last = await read();
      expect(last).toEqual(before);
    },
    { timeout: 20_000, interval: 100 },
  );
  return last;
}

const isFine = (status: number): boolean => status >= 200 && status < 300;
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

function adminOf(host: RunningHost): Record<string, string> {
  if (!('adminPassword' in host)) return { 'x-api-key': hostKey };
  const { adminUser, adminPassword } = host as RunningHost & Record<'adminUser' | 'adminPassword', string>;
  return { authorization: `Basic ${Buffer.from(`${adminUser}:${adminPassword}`).toString('base64')}` };
}

type AsAdmin = (path: string, init?: Parameters<typeof call>[1]) => Promise<Answer>;

/** A tenant with something of everything that can be asked for by an id. */
async function fill(asAdmin: AsAdmin, tenant: TenantId): Promise<void> {
  const secret = secretOf(tenant);
  // So high that nothing here is refused for it, and so that answers have the headers.
  const limits = { perMinute: 1_000_000, perDay: null };
  await asAdmin(`/tenants/${tenant}`, { method: 'PUT', json: { name: secret, limits } });
  const products = [1, 2].map((n) => ({ productId: `${tenant}-${n}`, name: `${secret} ${n}`, price: 10 }));
  await asAdmin(`/api/${tenant}/products`, { method: 'PUT', json: { products } });
  const variants = [{ id: secret }, { id: 'other' }];
  await asAdmin(`/api/${tenant}/experiment/${idOf(tenant)}`, { method: 'PUT', json: { variants } });
  await asAdmin(`/api/${tenant}/price-points`, { json: { productId: idOf(tenant), price: 10, demand: 5 } });
}

async function makeKeys(asAdmin: AsAdmin, tenant: TenantId): Promise<Keys> {
  const create = async (json: object): Promise<{ key: string; keyId: string }> =>
    (await asAdmin(`/tenants/${tenant}/keys`, { json: { name: 'test', scopes, ...json } })).body as never;
  const withoutScope: Record<string, string> = {};
  for (const needed of new Set(ofTenants.map(scopesOf))) {
    withoutScope[needed] = (await create({ scopes: scopes.filter((one) => !needed.split(' ').includes(one)) })).key;
  }
  const [full, rotated, deleted, expired] = [
    await create({}),
    await create({}),
    await create({}),
    await create({ expiresInMs: 1 }),
  ];
  await asAdmin(`/tenants/${tenant}/keys/${rotated.keyId}/rotate`, { json: { overlapMs: 0 } });
  await asAdmin(`/tenants/${tenant}/keys/${deleted.keyId}`, { method: 'DELETE' });
  const unknown = full.key.replace(/_[0-9a-f]{24}_/, '_0123456789abcdef01234567_');
  const wrong = full.key.slice(0, -1) + (full.key.endsWith('0') ? '1' : '0');
  const invalid = {
    rotated: rotated.key,
    deleted: deleted.key,
    expired: expired.key,
    unknown,
    wrong,
    cut: full.key.slice(0, 40),
  };
  return { full: full.key, withoutScope, invalid };
}

interface Sent {
  /** Of the path. */
  readonly tenant: string;
  /** Whose ids stand in path, body and headers. */
  readonly ids: TenantId;
  readonly headers: Record<string, string>;
  readonly query?: string;
}

function pathOf({ path }: Route, { tenant, ids }: Pick<Sent, 'tenant' | 'ids'>): string {
  return path
    .replace(':tenant', tenant)
    .replaceAll(/:[A-Za-z]+/g, idOf(ids))
    .replace('*', `products/${idOf(ids)}`);
}

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: JsonSchema }>> };
}

const document = createOpenApi(routes, '0') as { readonly paths: Readonly<Record<string, Record<string, Operation>>> };

function operationOf({ method, path }: Route): Operation {
  const written = path.replaceAll(/:([A-Za-z]+)/g, '{$1}').replace('*', '{path}');
  return document.paths[written]?.[method.toLowerCase()] ?? expect.fail(`the document has no ${method} ${written}`);
}

/** What the route cannot do without. */
function queryOf(route: Route, ids: TenantId): string {
  const needed = (operationOf(route).parameters ?? []).filter((one) => one.in === 'query' && one.required);
  const sample = needed.map(({ name, schema }) => [name, String(sampleOf(schema, idOf(ids), document))] as const);
  const text = new URLSearchParams(Object.fromEntries(sample)).toString();
  return text === '' ? '' : `?${text}`;
}

function send(url: string, route: Route, sent: Sent): Promise<Answer> {
  const { method } = route;
  const { ids } = sent;
  const query = sent.query ?? queryOf(route, ids);
  const headers = { 'x-user-id': idOf(ids), ...sent.headers };
  const target = `${url}${pathOf(route, sent)}${query}`;
  const [contentType, content] = Object.entries(operationOf(route).requestBody?.content ?? {})[0] ?? [];
  if (contentType === undefined || method === 'GET') return call(target, { method, headers });
  if (contentType === 'application/json') {
    return call(target, { method, headers, json: sampleOf(content?.schema ?? {}, idOf(ids), document) });
  }
  return call(target, { method, headers: { ...headers, 'content-type': contentType }, body: idOf(ids) });
}

/** Without what differs between two answers to the same question. */
function described({ body, headers }: Answer, tenant: string): unknown {
  const text = JSON.stringify(withoutVolatile(body)).replaceAll(tenant, 'TENANT');
  const names = [...headers.keys()].filter((name) => !['connection', 'keep-alive', 'date'].includes(name)).sort();
  return { text, names };
}

const volatile = ['requestId', 'responseTimeMs', 'lastUsedAt', 'timings'];

function withoutVolatile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutVolatile);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !volatile.includes(name));
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutVolatile(member)]));
}
