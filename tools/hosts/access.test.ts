import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.mjs';
import { startHarper } from '../harper-process.mjs';
import { startStandalone } from '../standalone-process.mjs';
import { call } from './running-host.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harper-edge-access-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const guarded = ['/models', '/Status', '/monitoring/events', '/Model', '/InferenceEvent/x'];
const open = ['/health/live', '/health/ready', '/openapi.json', '/docs'];

async function expectGuarded(url: string, credentials: Record<string, string>): Promise<void> {
  for (const path of open) expect((await call(url + path)).status).toBe(200);
  for (const path of guarded) {
    const refused = await call(url + path);
    expect([refused.status, refused.body]).toMatchObject([401, { code: 'UNAUTHENTICATED' }]);
    expect(refused.headers.get('www-authenticate')).not.toBeNull();
    expect([200, 404]).toContain((await call(url + path, { headers: credentials })).status);
  }
  const predict = await call(`${url}/predict`, { json: { modelId: 'm', features: {} } });
  expect(predict.status).toBe(401);
}

describe('standalone host', () => {
  const key = 'a-key-of-sixteen-or-more';

  it('with a key answers only who presents it', async () => {
    const host = await startStandalone({
      dataDir: join(folder, 'key'),
      httpPort: await freePort(),
      env: { EDGE_AI_API_KEY: key },
    });
    await expectGuarded(host.url, { 'x-api-key': key });
    await expectGuarded(host.url, { authorization: `Bearer ${key}` });
    for (const wrong of ['', 'a-key-of-sixteen-or-mor', `${key}x`]) {
      expect((await call(`${host.url}/models`, { headers: { 'x-api-key': wrong } })).status).toBe(401);
    }
    expect((await call(`${host.url}/models?api_key=${key}`)).status).toBe(401);
    expect(await host.stop()).toBe(0);
  });

  it.each([
    [{ EDGE_AI_HOST: '0.0.0.0' }, /set EDGE_AI_API_KEY too/],
    [{ EDGE_AI_API_KEY: 'short' }, /at least 16 characters/],
    [{ NODE_ENV: 'production' }, /NODE_ENV=production: expected EDGE_AI_API_KEY/],
    [{ EDGE_AI_LOG_LEVEL: 'loud' }, /EDGE_AI_LOG_LEVEL: expected one of/],
    [{ EDGE_AI_MAX_BODY_BYTES: '1e6' }, /EDGE_AI_MAX_BODY_BYTES: expected a whole number/],
  ])('does not start with %j', async (env: Record<string, string>, says) => {
    await expect(startStandalone({ dataDir: join(folder, 'no'), httpPort: await freePort(), env })).rejects.toThrow(
      says,
    );
  });
});

describe('Harper host', () => {
  it('answers only users of Harper, and opens the store door to super users alone', async () => {
    const componentDir = join(import.meta.dirname, '../../dist/harper-component');
    const harper = await startHarper({ componentDir, dataDir: join(folder, 'harper'), httpPort: await freePort() });
    try {
      const basic = (user: string, password: string) => ({
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      });
      const admin = basic(harper.adminUser, harper.adminPassword);
      await expectGuarded(harper.url, admin);
      expect((await call(`${harper.url}/models`, { headers: basic(harper.adminUser, 'wrong') })).status).toBe(401);

      const operation = (json: object) => call(harper.operationsUrl, { headers: admin, json });
      expect((await operation({ operation: 'add_role', role: 'caller', permission: {} })).status).toBe(200);
      const caller = {
        operation: 'add_user',
        role: 'caller',
        username: 'caller',
        password: 'secret-of-caller',
        active: true,
      };
      expect((await operation(caller)).status).toBe(200);
      const user = basic('caller', 'secret-of-caller');
      expect((await call(`${harper.url}/models`, { headers: user })).status).toBe(200);
      for (const headers of [{}, user]) {
        const refused = await call(`${harper.url}/store/tables/Model/=a`, { headers });
        expect([refused.status, refused.body]).toMatchObject([403, { code: 'FORBIDDEN' }]);
      }
      const collect = (headers: Record<string, string>) =>
        call(`${harper.url}/models/garbage-collection`, { headers, json: {} });
      expect((await collect(user)).status).toBe(403);
      expect(await collect(admin)).toMatchObject({ status: 200, body: { dryRun: true, artifacts: [] } });
      expect(await call(`${harper.url}/store/tables/Model/=a`, { headers: admin })).toMatchObject({
        status: 200,
        body: { row: null },
      });
    } finally {
      await harper.stop();
    }
  });
});
