import { createBenchmarks } from '@harper-edge/benchmark';
import { silentLogger, type InferenceBackend, type Tensor } from '@harper-edge/contracts';
import { createFakeClock, createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring, createScheduler } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createRandomGenerator } from '@harper-edge/stats';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../index.ts';
import { createShop } from '../shop/shop.ts';

const minute = 60_000;

/** Answers what it is asked. */
const backend: InferenceBackend = {
  framework: 'onnx',
  load: () =>
    Promise.resolve({
      metadata: {
        platform: 'test',
        inputs: [{ name: 'x', datatype: 'FP64', shape: [-1, 2] }],
        outputs: [{ name: 'y', datatype: 'FP64', shape: [-1, 2] }],
      },
      memoryBytes: 1,
      isWarm: true,
      run: ([input]) => Promise.resolve([{ ...(input as Tensor), name: 'y' }]),
      release: () => Promise.resolve(),
    }),
};

let clock: ReturnType<typeof createFakeClock>;
let api: Api;
let scheduler: ReturnType<typeof createScheduler>;
let posted: string[];

beforeEach(() => {
  clock = createFakeClock();
  const store = createMemoryStore();
  const shared = { clock, logger: silentLogger };
  const registry = createRegistry({ store, clock });
  const rng = createSeededRng(1);
  posted = [];
  scheduler = createScheduler({ ...shared, store, rng });
  api = createApi({
    ...shared,
    registry,
    engine: createInferenceEngine({
      ...shared,
      backends: [backend],
      readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
    }),
    monitoring: createMonitoring({ ...shared, store, rng }),
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ ...shared, store, rng }),
    scheduler,
    alertSenders: {
      ...shared,
      sign: () => ({}),
      post: (_url, { body }) => {
        posted.push((JSON.parse(body) as { type: string }).type);
        return Promise.resolve({ status: 200 });
      },
    },
    rng,
    host: { name: 'standalone', version: '0', nodeVersion: '0' },
  });
});

interface Body {
  readonly id?: string;
  readonly alerts?: readonly { readonly id: string }[];
  readonly requests?: readonly unknown[];
  readonly rules?: readonly unknown[];
  readonly deliveries?: readonly unknown[];
  readonly kinds?: unknown;
}

async function call(method: string, url: string, { json, isAdmin = true }: { json?: unknown; isAdmin?: boolean } = {}) {
  const content = json === undefined ? null : new Blob([JSON.stringify(json)]).stream();
  const headers = new Headers({ 'content-type': 'application/json' });
  const { status, body } = await api.fetch(
    { method, url, headers, body: content, signal: new AbortController().signal },
    { name: 'kim', isUser: true, isAdmin },
  );
  return { status, body: JSON.parse(body as string) as Body };
}

const put = (path: string, json: unknown) => call('PUT', `/monitoring/${path}`, { json });
const post = (path: string, json: unknown) => call('POST', path, { json });
const get = async (path: string): Promise<Body> => (await call('GET', `/monitoring/${path}`)).body;

async function upload(metadata: object): Promise<void> {
  const model = { modelId: 'm', version: 'v1', framework: 'onnx', modelBlob: 'AA==', metadata };
  expect((await post('/Model', model)).status).toBe(200);
}

describe('checks of inputs that have not shifted', () => {
  it('raise nothing two hundred times; those that have raise one alert and one request', async () => {
    const random = createRandomGenerator(20);
    /** Normal, by the sum of twelve. */
    const draw = (): number => Array.from({ length: 12 }, () => random.next()).reduce((sum, x) => sum + x, -6);
    const columns = ['a', 'b'] as const;
    const sample = (): object => ({ kind: 'numeric', sample: Array.from({ length: 1_000 }, draw) });
    await upload({ featureNames: columns, baselineDistributions: { inputs: { a: sample(), b: sample() } } });
    await put('rules/drift', { expression: 'driftScore(input) > 0.3' });
    await put('rules/quality', { expression: 'dataQualityScore < 0.9' });
    await put('alert-channels/hook', {
      kind: 'webhook',
      settings: { url: 'https://example.org', secret: 's'.repeat(16) },
    });
    const retraining = { enabled: true, minimumNewLabelled: 0, driftScore: 0.5 };
    expect((await put('config/m', { retraining })).status).toBe(200);
    const check = async (shift: number) => {
      clock.advance(minute);
      const from = clock.nowMs();
      const x = Array.from({ length: 200 }, () => [draw() + shift, draw()]);
      expect((await post('/predict', { modelId: 'm', features: { x } })).status).toBe(200);
      clock.advance(minute);
      const { status, body } = await post('/monitoring/drift/m/check', { from, to: clock.nowMs(), kinds: ['input'] });
      expect([status, body]).toMatchObject([200, { kinds: { input: { currentRows: 200 } } }]);
      return body;
    };
    for (let i = 0; i < 200; i++) await check(0);
    expect([await get('alerts'), await get('retraining-requests'), posted]).toEqual([
      { alerts: [] },
      { requests: [] },
      [],
    ]);
    const { id } = await check(1);
    await check(1);
    await scheduler.runDue();
    expect((await get('alerts')).alerts).toMatchObject([{ ruleId: 'drift', state: 'firing' }]);
    expect((await get('retraining-requests')).requests).toMatchObject([{ cause: 'drift', evidence: { checkId: id } }]);
    expect(posted).toEqual(['alert.firing']);
  });
});

describe('the routes of alerts', () => {
  it('take a rule as text or member by member, not both', async () => {
    const written = await put('rules/slow', { expression: 'p95Latency > 500 for 5m', clearThreshold: 400 });
    const rule = {
      id: 'slow',
      modelName: null,
      metric: 'p95Latency',
      threshold: 500,
      clearThreshold: 400,
      for: '5m',
      window: '5m',
    };
    expect(written).toMatchObject({ status: 200, body: { ...rule, expression: 'p95Latency > 500 over 5m for 5m' } });
    expect(await get('rules/slow')).toEqual(written.body);
    expect((await get('rules')).rules).toEqual([written.body]);
    const both = await put('rules/slow', { expression: 'count > 5', for: '5m' });
    expect(both).toMatchObject({ status: 400, body: { error: expect.stringContaining('received both') as string } });
    expect((await call('DELETE', '/monitoring/rules/slow')).status).toBe(200);
    expect((await call('GET', '/monitoring/rules/slow')).status).toBe(404);
  });

  it('look at rules on schedule, and say nothing of what a silence covers', async () => {
    await put('rules/quiet', { expression: 'count < 1', modelName: 'm' });
    const silence = await put('silences/s', { to: clock.nowMs() + 10 * minute, reason: 'an upgrade' });
    expect(silence).toMatchObject({ status: 200, body: { by: 'kim', modelName: null, from: clock.nowMs() } });
    await scheduler.runDue();
    clock.advance(minute);
    await scheduler.runDue();
    expect((await get('alerts?state=firing')).alerts).toMatchObject([{ value: 0, silencedBy: 's' }]);
    expect((await get('alert-deliveries')).deliveries).toEqual([]);
    expect((await call('DELETE', '/monitoring/silences/s')).status).toBe(200);
    clock.advance(minute);
    await scheduler.runDue();
    expect((await get('alert-deliveries')).deliveries).toMatchObject([{ channelId: 'log', event: 'alert.firing' }]);
    const { alerts: [alert] = [] } = await get('alerts');
    expect(
      (await post(`/monitoring/alerts/${alert?.id ?? ''}/acknowledge`, { by: 'somebody else' })).body,
    ).toMatchObject({
      acknowledgedBy: 'kim',
      note: null,
    });
  });

  it('keep the secret of a channel that is written without it, and let only administrators write one', async () => {
    const settings = { url: 'https://example.org/a?key=k', secret: 'a secret of sixteen' };
    await put('alert-channels/hook', { kind: 'webhook', settings });
    const changed = await put('alert-channels/hook', {
      kind: 'webhook',
      enabled: false,
      settings: { url: 'https://example.com' },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { enabled: false, settings: { url: 'https://example.com/…', hasSecret: true } },
    });
    expect(
      (await put('alert-channels/new', { kind: 'webhook', settings: { url: 'https://example.com' } })).status,
    ).toBe(400);
    expect((await put('alert-channels/new', { kind: 'pigeon', settings: {} })).status).toBe(400);
    const others = await call('PUT', '/monitoring/alert-channels/x', { json: { kind: 'log' }, isAdmin: false });
    expect(others.status).toBe(403);
    expect((await post('/monitoring/alert-channels/hook/test', {})).body).toEqual({ delivered: true, error: null });
    await put('alert-channels/mail', { kind: 'email', settings: { to: ['ops@example.org'] } });
    expect((await post('/monitoring/alert-channels/mail/test', {})).body).toMatchObject({ delivered: false });
  });

  it('ask for retraining by hand, once', async () => {
    await upload({});
    const asked = { modelName: 'm', note: 'a new season' };
    const { status, body } = await post('/monitoring/retraining-requests', asked);
    expect([status, body]).toMatchObject([201, { cause: 'manual', requestedBy: 'kim', modelVersion: 'v1' }]);
    expect((await post('/monitoring/retraining-requests', asked)).status).toBe(409);
    const decided = await post(`/monitoring/retraining-requests/${body.id ?? ''}/reject`, { reason: 'not now' });
    expect(decided).toMatchObject({ status: 200, body: { status: 'rejected', decidedBy: 'kim' } });
    expect((await get('retraining-requests?status=rejected')).requests).toHaveLength(1);
    expect((await put('config/m', { retraining: { every: 'soon' } })).status).toBe(400);
  });
});
