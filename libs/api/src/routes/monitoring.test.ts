import { createBenchmarks } from '@harper-edge/benchmark';
import { EdgeError, silentLogger, type InferenceBackend, type Store, type Tensor } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring, inferenceEventTable } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../index.ts';
import { createShop } from '../shop/shop.ts';

const minuteMs = 60_000;

/** Answers what it is asked. */
const backend: InferenceBackend = {
  framework: 'onnx',
  load: () =>
    Promise.resolve({
      metadata: {
        platform: 'test',
        inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, 1] }],
        outputs: [{ name: 'y', datatype: 'FP64', shape: [-1, 1] }],
      },
      memoryBytes: 1,
      isWarm: true,
      run: ([input]) => Promise.resolve([{ ...(input as Tensor), name: 'y' }]),
      release: () => Promise.resolve(),
    }),
};

const clock = createFakeClock();
let isDown = false;
let store: Store;
let monitoring: ReturnType<typeof createMonitoring>;
let api: Api;

beforeEach(async () => {
  isDown = false;
  store = createMemoryStore();
  const shared = { clock, logger: silentLogger };
  const registry = createRegistry({ store, clock });
  const rng = createSeededRng(1);
  monitoring = createMonitoring({ ...shared, store: failing(store), rng });
  api = createApi({
    ...shared,
    registry,
    engine: createInferenceEngine({
      ...shared,
      backends: [backend],
      readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
    }),
    monitoring,
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ ...shared, store, rng }),
    rng,
    host: { name: 'standalone', version: '0', nodeVersion: '0' },
  });
  const model = { modelId: 'm', version: 'v1', framework: 'onnx', modelBlob: 'AA==' };
  expect((await call('POST', '/Model', model)).status).toBe(200);
});
afterEach(() => monitoring.close());

/** Takes no events while it is down. */
function failing(whole: Store): Store {
  return {
    ...whole,
    table: (definition) => {
      const table = whole.table(definition);
      const down = () => Promise.reject(new EdgeError('UNAVAILABLE', 'the disk is full'));
      return {
        ...table,
        put: (row, options) => (isDown ? down() : table.put(row, options)),
        batch: () => {
          const batch = table.batch();
          return { ...batch, write: () => (isDown ? down() : batch.write()) };
        },
      };
    },
  };
}

async function call(method: string, url: string, body?: unknown) {
  const content = body === undefined ? null : new Blob([JSON.stringify(body)]).stream();
  const headers = new Headers({ 'content-type': 'application/json' });
  const answer = await api.fetch(
    { method, url, headers, body: content, signal: new AbortController().signal },
    { name: 'tess' },
  );
  const text = answer.body as string;
  const isJson = answer.headers['content-type']?.includes('json') === true;
  return { status: answer.status, body: (isJson ? JSON.parse(text) : text) as Readonly<Record<string, unknown>> };
}

const predict = async (x = 1): Promise<string> => {
  const { status, body } = await call('POST', '/predict', { modelId: 'm', features: { x: [x] }, userId: 'u' });
  expect(status).toBe(200);
  return body['inferenceId'] as string;
};

describe('metrics', () => {
  it('by piece and by version, with feedback that came late', async () => {
    const ids = [await predict(), await predict()];
    clock.advance(60 * minuteMs);
    await monitoring.keepHouse();
    await call('POST', '/feedback', [
      { inferenceId: ids[0], outcome: 1, correct: true },
      { inferenceId: ids[1], outcome: 1, correct: false },
    ]);
    await predict();
    for (const [granularity, pieces] of [
      ['5min', 2],
      ['hourly', 2],
      ['daily', 1],
    ] as const) {
      const { status, body } = await call('GET', `/monitoring/metrics/m?granularity=${granularity}`);
      expect([status, body]).toMatchObject([
        200,
        { modelName: 'm', granularity, total: { count: 3, accuracy: 0.5, errorRate: 0 } },
      ]);
      expect(body['buckets']).toHaveLength(pieces);
      expect(body['buckets']).toMatchObject([{ versions: { v1: { accuracy: 0.5 } } }, {}].slice(0, pieces));
    }
    expect((await call('GET', '/monitoring/metrics/m?version=v2')).body).toMatchObject({
      buckets: [],
      total: { count: 0, p95Latency: null, accuracy: null },
    });
    expect((await call('GET', '/monitoring/metrics?modelId=m')).body).toMatchObject({ count: 3, accuracy: 0.5 });
  });

  it('of the last minutes', async () => {
    await predict();
    clock.advance(6 * minuteMs);
    await predict();
    const realtime = async (query: string) => (await call('GET', `/monitoring/metrics/m/realtime${query}`)).body;
    expect(await realtime('')).toMatchObject({ modelName: 'm', count: 1, versions: { v1: { count: 1 } } });
    expect(await realtime('?minutes=10')).toMatchObject({ count: 2 });
  });

  it.each([
    ['/monitoring/metrics/nobody', 404, 'NOT_FOUND'],
    ['/monitoring/metrics/nobody/realtime', 404, 'NOT_FOUND'],
    ['/monitoring/metrics?modelId=nobody', 404, 'NOT_FOUND'],
    ['/monitoring/metrics/m?granularity=weekly', 400, 'INVALID_INPUT'],
    ['/monitoring/metrics/m?from=2&to=1', 400, 'INVALID_INPUT'],
    ['/monitoring/metrics?modelId=m&startTime=2&endTime=1', 400, 'INVALID_INPUT'],
    ['/monitoring/metrics/m?granularity=5min&from=1970-01-01&to=2026-01-01', 400, 'INVALID_INPUT'],
    ['/monitoring/metrics/m?from=yesterday', 400, 'INVALID_INPUT'],
    ['/monitoring/metrics/m/realtime?minutes=0', 400, 'INVALID_INPUT'],
    ['/monitoring/metrics/m/realtime?minutes=11', 400, 'INVALID_INPUT'],
    ['/monitoring/metrics/..%2fm', 400, 'INVALID_INPUT'],
  ])('%s is %d', async (url, status, code) => {
    expect(await call('GET', url)).toMatchObject({ status, body: { code } });
  });

  it('of a window of nothing are null', async () => {
    await predict();
    const { status, body } = await call('GET', '/monitoring/metrics/m?from=0&to=0');
    expect([status, body]).toMatchObject([200, { buckets: [], total: { count: 0, avgLatency: null } }]);
  });
});

describe('the configuration', () => {
  it('has defaults, is changed in parts, and says what is wrong with it', async () => {
    const url = '/monitoring/config/m';
    const defaults = { samplingRate: 1, redact: [], retentionDays: 30, durable: false };
    expect(await call('GET', url)).toMatchObject({ status: 200, body: { modelName: 'm', events: defaults } });
    const changed = { ...defaults, retentionDays: 7, redact: ['featuresIn.x'] };
    await call('PUT', url, { events: { retentionDays: 7 } });
    expect((await call('PUT', url, { events: { redact: ['featuresIn.x'] } })).body['events']).toEqual(changed);
    expect((await call('GET', url)).body['events']).toEqual(changed);
    for (const events of [
      { samplingRate: 1.1 },
      { samplingRate: -1 },
      { retentionDays: 0 },
      { retentionDays: 1.5 },
      { redact: ['userId'] },
      { redact: Array.from({ length: 101 }, () => 'featuresIn.x') },
      { durable: 'yes' },
      { unknown: 1 },
    ]) {
      expect(await call('PUT', url, { events })).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    }
    expect((await call('GET', url)).body['events']).toEqual(changed);
    expect((await call('GET', '/monitoring/config/nobody')).status).toBe(404);
    expect((await call('PUT', '/monitoring/config/nobody', { events: {} })).status).toBe(404);
  });

  it('redacts before anything is stored', async () => {
    await call('PUT', '/monitoring/config/m', {
      events: { redact: ['featuresIn.x', 'prediction.y', 'actualOutcome.name'] },
    });
    const inferenceId = await predict(1234.5);
    await call('POST', '/feedback', { inferenceId, outcome: { name: 'Tess', class: 1 } });
    const row = await store.table(inferenceEventTable).get(inferenceId);
    expect(row).toMatchObject({
      featuresIn: { x: '[redacted]' },
      prediction: { y: '[redacted]' },
      actualOutcome: { name: '[redacted]', class: 1 },
    });
  });

  it('samples: what is not stored is counted all the same', async () => {
    await call('PUT', '/monitoring/config/m', { events: { samplingRate: 0.3 } });
    for (let i = 0; i < 200; i++) await predict();
    const { count } = (await call('GET', '/monitoring/metrics?modelId=m')).body;
    const { events } = (await call('GET', '/monitoring/events?modelId=m&limit=1000')).body;
    expect(count).toBe(200);
    // Binomial(200, 0.3): outside of 30 to 95 less than once in a million; the ids are the same in every run.
    expect((events as unknown[]).length).toBeGreaterThan(30);
    expect((events as unknown[]).length).toBeLessThan(95);
    clock.advance(60 * minuteMs);
    await monitoring.keepHouse();
    expect((await call('GET', '/monitoring/metrics/m?granularity=hourly')).body['total']).toMatchObject({ count: 200 });
  });
});

describe('a store that takes no writes', () => {
  it('lets predictions go on, and says what was lost', async () => {
    await predict();
    await call('GET', '/monitoring/events');
    isDown = true;
    for (let i = 0; i < 3; i++) await predict();
    const { body } = await call('GET', '/monitoring/events?modelId=m');
    expect(body['count']).toBe(1);
    expect((await call('GET', '/metrics')).body).toMatch(/^edge_ai_events_dropped_total 3$/m);
    isDown = false;
    await predict();
    expect((await call('GET', '/monitoring/metrics?modelId=m')).body).toMatchObject({ count: 5 });
  });

  it('lets predictions of a durable model fail, and answers them only once they are written', async () => {
    await call('PUT', '/monitoring/config/m', { events: { durable: true } });
    const inferenceId = await predict();
    // Not by asking here, which would write what waits.
    expect(await store.table(inferenceEventTable).get(inferenceId)).toMatchObject({ id: inferenceId });
    isDown = true;
    expect(await call('POST', '/predict', { modelId: 'm', features: { x: [1] } })).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE' },
    });
    // The failure of a request itself is told also when it cannot be recorded.
    expect((await call('POST', '/predict', { modelId: 'm', features: { z: [1] } })).status).toBe(400);
  });
});

describe('events', () => {
  it('tell how long a prediction waited and with how many rows it ran', async () => {
    const inferenceId = await predict();
    const { body } = await call('GET', `/InferenceEvent/${inferenceId}`);
    expect(body).toMatchObject({ tenant: 'tess', queueMs: expect.any(Number) as number, batchRows: 1 });
    expect(body).not.toHaveProperty('modelTime');
    const { events } = (await call('GET', '/monitoring/events?userId=u')).body;
    expect(events).toMatchObject([{ id: inferenceId }]);
  });
});

describe('GET /metrics', () => {
  it('has a histogram of seconds for each model version', async () => {
    await predict();
    await call('POST', '/predict', { modelId: 'm', features: { z: [1] } });
    await call('GET', '/monitoring/events');
    const { body } = await call('GET', '/metrics');
    const labels = 'model="m",version="v1"';
    // The fake clock stands still: the prediction took no time.
    expect(body).toContain(`edge_ai_prediction_duration_seconds_bucket{${labels},le="0.001"} 1\n`);
    expect(body).toContain(`edge_ai_prediction_duration_seconds_bucket{${labels},le="+Inf"} 1\n`);
    expect(body).toContain(`edge_ai_prediction_duration_seconds_sum{${labels}} 0\n`);
    expect(body).toContain(`edge_ai_prediction_duration_seconds_count{${labels}} 1\n`);
    expect(body).toContain(`edge_ai_prediction_errors_total{${labels}} 1\n`);
  });
});
