import { createBenchmarks } from '@harper-edge/benchmark';
import {
  createSystemRng,
  EdgeError,
  silentLogger,
  systemClock,
  type InferenceBackend,
  type Tensor,
} from '@harper-edge/contracts';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it } from 'vitest';
import { createApi, type Api } from '../index.ts';
import { createShop } from '../shop/shop.ts';

/** Its artifact is JSON: x * scale, after computing for so many milliseconds. */
interface Arithmetic {
  readonly scale: number;
  readonly busyMs: number;
}

const backend: InferenceBackend = {
  framework: 'onnx',
  load: async (artifact) => {
    if (!('bytes' in artifact)) throw new EdgeError('INVALID_MODEL', 'expected bytes');
    const { scale, busyMs } = JSON.parse(new TextDecoder().decode(artifact.bytes)) as Arithmetic;
    await Promise.resolve();
    return {
      metadata: {
        platform: 'test',
        inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, 2] }],
        outputs: [{ name: `times${scale}`, datatype: 'FP64', shape: [-1, 2] }],
      },
      memoryBytes: 4_321,
      run: async ([input]) => {
        await new Promise((resolve) => setImmediate(resolve));
        const untilMs = performance.now() + busyMs;
        while (performance.now() < untilMs);
        const { shape, data } = input as Extract<Tensor, { datatype: 'FP64' }>;
        return [{ name: `times${scale}`, datatype: 'FP64', shape, data: data.map((x) => x * scale) }];
      },
      release: () => Promise.resolve(),
    };
  },
};

async function setUp(models: Readonly<Record<string, Arithmetic & { dimensions?: number }>>) {
  const store = createMemoryStore();
  const shared = { clock: systemClock, logger: silentLogger };
  const registry = createRegistry({ store, clock: systemClock });
  const engine = createInferenceEngine({
    ...shared,
    backends: [backend],
    readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
  });
  const monitoring = createMonitoring({ store, ...shared });
  const benchmarks = createBenchmarks({ store });
  const rng = createSystemRng();
  const shop = createShop({ ...shared, store, rng });
  const host = { name: 'standalone', version: '0', nodeVersion: '0' } as const;
  const api = createApi({ ...shared, registry, engine, monitoring, benchmarks, shop, rng, host });
  for (const [modelId, { dimensions, ...arithmetic }] of Object.entries(models)) {
    const modelBlob = Buffer.from(JSON.stringify(arithmetic)).toString('base64');
    const metadata = { taskType: 'regression', equivalenceGroup: 'arithmetic', outputDimensions: dimensions ?? 2 };
    expect((await call(api, '/Model', { modelId, version: 'v1', framework: 'onnx', modelBlob, metadata })).status).toBe(
      200,
    );
  }
  return { api, monitoring };
}

async function call(api: Api, url: string, body?: unknown) {
  const content = body === undefined ? null : new Blob([JSON.stringify(body)]).stream();
  const response = await api.fetch(
    {
      method: body === undefined ? 'GET' : 'POST',
      url,
      headers: new Headers({ 'content-type': 'application/json' }),
      body: content,
      signal: new AbortController().signal,
    },
    { name: 'test' },
  );
  return { status: response.status, body: JSON.parse(response.body as string) as Record<string, unknown> };
}

const asked = {
  taskType: 'regression',
  equivalenceGroup: 'arithmetic',
  testData: [{ x: [1, 2] }, { anyName: [[3, 4]] }],
  warmUp: { windowMs: 20, maxMs: 200 },
};

describe('POST /benchmark/compare', () => {
  it('finds the faster of two equivalent models, records no events, and lists the comparison', async () => {
    const { api, monitoring } = await setUp({ slow: { scale: 2, busyMs: 1 }, fast: { scale: 2, busyMs: 0.1 } });
    const { status, body } = await call(api, '/benchmark/compare', { ...asked, runBy: 'me', seed: 1 });
    expect([status, body]).toMatchObject([
      200,
      { winner: 'fast:v1', reason: null, parity: { ok: true, reference: 'slow:v1' }, runBy: 'me', iterations: 100 },
    ]);
    const result = { successCount: 100, errorCount: 0, errorRate: 0, memoryBytes: 4_321, firstError: null };
    expect(body).toMatchObject({ results: { 'slow:v1': result, 'fast:v1': result }, settings: { seed: 1 } });
    expect((await monitoring.events()).rows).toEqual([]);
    const listed = await call(api, '/benchmark/history?taskType=regression&equivalenceGroup=arithmetic');
    expect(listed.body).toEqual({ comparisons: [body], count: 1 });
    expect((await call(api, '/benchmark/history?taskType=other')).body).toEqual({ comparisons: [], count: 0 });
  });

  it('names no winner when the answers differ', async () => {
    const { api } = await setUp({ right: { scale: 2, busyMs: 1 }, wrong: { scale: 3, busyMs: 0 } });
    const { body } = await call(api, '/benchmark/compare', { ...asked, iterations: 50 });
    expect(body).toMatchObject({ winner: null, reason: 'parity failed', parity: { pairs: [{ score: 0 }] } });
  });

  it('measures in open loop, within the time given', async () => {
    const { api } = await setUp({ a: { scale: 2, busyMs: 0 }, b: { scale: 2, busyMs: 0 } });
    const open = { ...asked, mode: 'poisson', ratePerSecond: 200, limitMs: 50, timeLimitMs: 1_000, iterations: 10_000 };
    const startMs = performance.now();
    const { body } = await call(api, '/benchmark/compare', open);
    // All iterations would take 50 s at this rate.
    expect(performance.now() - startMs).toBeLessThan(20_000);
    const results = body['results'] as Record<string, { goodputPerSecond: number }>;
    for (const { goodputPerSecond } of Object.values(results)) {
      expect(goodputPerSecond).toBeGreaterThan(20);
      // A closed loop of these models comes to thousands.
      expect(goodputPerSecond).toBeLessThan(1_000);
    }
  });

  it.each<[string, Parameters<typeof setUp>[0], object, string]>([
    ['no model', {}, {}, 'at least two models with metadata.taskType \\"regression\\"'],
    ['one model', { a: { scale: 1, busyMs: 0 } }, {}, 'found only a:v1'],
    [
      'other dimensions',
      { a: { scale: 1, busyMs: 0 }, b: { scale: 1, busyMs: 0, dimensions: 3 } },
      {},
      'a:v1: 2, b:v1: 3',
    ],
    [
      'inputs that do not fit',
      { a: { scale: 1, busyMs: 0 }, b: { scale: 1, busyMs: 0 } },
      { testData: [{ x: [1, 2, 3] }] },
      'testData 0, for a:v1',
    ],
    ['too many iterations', {}, { iterations: 10_001 }, 'iterations'],
    ['open loop without a rate', { a: { scale: 1, busyMs: 0 }, b: { scale: 1, busyMs: 0 } }, { mode: 'constant' }, 'ratePerSecond'], // prettier-ignore
  ])('refuses %s', async (_name, models, rest, message) => {
    const { api } = await setUp(models);
    const { status, body } = await call(api, '/benchmark/compare', { ...asked, ...rest });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(message)]);
  });

  it('refuses to run beside another', async () => {
    const { api } = await setUp({ a: { scale: 2, busyMs: 0.5 }, b: { scale: 2, busyMs: 0.5 } });
    const both = [1, 2].map(() => call(api, '/benchmark/compare', asked));
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 503]);
  });
});
