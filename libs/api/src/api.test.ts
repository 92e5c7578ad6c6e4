import { createBenchmarks } from '@harper-edge/benchmark';
import { silentLogger, systemClock, type LogFacts } from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry, type Registry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it } from 'vitest';
import { createApi, type Api, type ApiRequest, type ApiResponse } from './index.ts';
import { createShop } from './shop/shop.ts';

function setUp(broken: Partial<Registry> = {}): { api: Api; logged: LogFacts[] } {
  const store = createMemoryStore();
  const logged: LogFacts[] = [];
  const logger = { ...silentLogger, error: (_message: string, facts: LogFacts = {}) => void logged.push(facts) };
  const api = createApi({
    registry: { ...createRegistry({ store, clock: systemClock }), ...broken },
    engine: createInferenceEngine({
      backends: [],
      readArtifact: () => Promise.reject(new Error('there is none')),
      clock: systemClock,
      logger,
    }),
    monitoring: createMonitoring({ store, clock: systemClock, logger }),
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ store, clock: systemClock, rng: createSeededRng(1), logger }),
    clock: systemClock,
    rng: createSeededRng(1),
    logger,
    host: { name: 'standalone', version: '0.0.0', nodeVersion: process.version },
  });
  return { api, logged };
}

const get = (path: string, headers: Record<string, string> = {}): ApiRequest => ({
  method: 'GET',
  url: path,
  headers: new Headers(headers),
  body: null,
  signal: new AbortController().signal,
});
const jsonOf = ({ body }: ApiResponse): unknown => JSON.parse(body as string);
const caller = { name: 'test' };

describe('the API', () => {
  it('without a caller answers the public routes only', async () => {
    const { api } = setUp();
    expect((await api.fetch(get('/health/live'), undefined)).status).toBe(200);
    expect((await api.fetch(get('/openapi.json'), undefined)).status).toBe(200);
    const refused = await api.fetch(get('/models'), undefined);
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, expect.stringContaining('Bearer')]);
    expect((await api.fetch(get('/models'), caller)).status).toBe(200);
  });

  it.each([new Error('secret detail'), 'secret detail', { secret: 'detail' }, undefined])(
    'answers 500 and logs the cause when something throws %o',
    async (thrown) => {
      const list = async (): Promise<never> => {
        await Promise.resolve();
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- some code throws what is no Error
        throw thrown;
      };
      const { api, logged } = setUp({ list });
      const response = await api.fetch(get('/models'), caller);
      const body = jsonOf(response) as { code: string; requestId: string };
      expect([response.status, body.code]).toEqual([500, 'INTERNAL']);
      expect(JSON.stringify(body)).not.toContain('secret');
      expect(logged).toMatchObject([{ requestId: body.requestId, error: thrown }]);
    },
  );

  it('keeps a usable request id and replaces another', async () => {
    const { api } = setUp();
    const idFor = async (sent: string) =>
      (await api.fetch(get('/models', { 'x-request-id': sent }), caller)).headers['x-request-id'];
    expect(await idFor('trace-1:a/b')).toBe('trace-1:a/b');
    for (const bad of ['a b', 'x'.repeat(129), '<script>']) expect(await idFor(bad)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says which paths are its own', () => {
    const { api } = setUp();
    for (const path of ['/predict', '/model/a/b/c', '/Model', '/docs', '/health/x'])
      expect(api.handles(path)).toBe(true);
    for (const path of ['/', '/predictions', '/admin', '/modelx/a']) expect(api.handles(path)).toBe(false);
  });
});
