import { createBenchmarks } from '@harper-edge/benchmark';
import { createSystemRng, silentLogger, systemClock, type InferenceBackend, type Json } from '@harper-edge/contracts';
import { createFakeClock } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring, createScheduler, type DriftMetrics, type QualityVerdict } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createRandomGenerator } from '@harper-edge/stats';
import { createMemoryStore } from '@harper-edge/store/memory';
import { describe, expect, it } from 'vitest';
import { createApi, type Api } from '../index.ts';
import { createShop } from '../shop/shop.ts';

/** Two numbers and a text in, a label and a score out. The events of the tests are recorded without asking it. */
const backend: InferenceBackend = {
  framework: 'onnx',
  load: () =>
    Promise.resolve({
      metadata: {
        platform: 'test',
        inputs: [
          { name: 'x', datatype: 'FP64', shape: [-1, 2] },
          { name: 'plan', datatype: 'BYTES', shape: [-1] },
        ],
        outputs: [
          { name: 'label', datatype: 'BYTES', shape: [-1] },
          { name: 'score', datatype: 'FP32', shape: [-1, 1] },
        ],
      },
      memoryBytes: 100,
      run: async ([input]) => {
        const rows = input?.shape[0] ?? 1;
        return Promise.resolve([
          { name: 'label', datatype: 'BYTES', shape: [rows], data: new Array<string>(rows).fill('yes') },
          { name: 'score', datatype: 'FP32', shape: [rows, 1], data: new Float32Array(rows) },
        ]);
      },
      release: () => Promise.resolve(),
    }),
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A whole hour. */
const startMs = Math.floor(1_700_000_000_000 / hourMs) * hourMs;

async function setUp(metadata: Record<string, Json> = {}) {
  const store = createMemoryStore();
  const clock = createFakeClock(startMs);
  const shared = { clock, logger: silentLogger };
  const registry = createRegistry({ store, clock });
  const engine = createInferenceEngine({
    ...shared,
    clock: systemClock,
    backends: [backend],
    readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
  });
  const monitoring = createMonitoring({ store, ...shared });
  const rng = createSystemRng();
  const scheduler = createScheduler({ store, ...shared });
  const api = createApi({
    ...shared,
    registry,
    engine,
    monitoring,
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ ...shared, store, rng }),
    scheduler,
    rng,
    host: { name: 'standalone', version: '0', nodeVersion: '0' },
  });
  const model = { modelId: 'm', version: 'v1', framework: 'onnx', modelBlob: 'AA==', metadata };
  const uploaded = await call(api, 'POST /Model', model);
  expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(200);
  const record = createTraffic(monitoring, clock.nowMs);
  return { api, monitoring, clock, scheduler, record, call: (what: string, body?: unknown) => call(api, what, body) };
}

interface Traffic {
  readonly count: number;
  /** Standard deviations. */
  readonly shift?: number;
  readonly missingShare?: number;
  readonly accuracy?: number;
  readonly version?: string;
  readonly rows?: number;
}

type Facts = Parameters<ReturnType<typeof createMonitoring>['record']>[0];

const factsOf = (id: string, rest: Partial<Facts>): Facts => ({
  id,
  timestamp: startMs,
  tenant: null,
  modelId: 'm',
  modelVersion: 'v1',
  framework: 'onnx',
  requestId: 'r',
  userId: null,
  sessionId: null,
  confidence: null,
  latencyMs: 1,
  queueMs: null,
  batchRows: null,
  errorCode: null,
  ...rest,
});

/** Records predictions over the hour before now. */
function createTraffic(monitoring: ReturnType<typeof createMonitoring>, nowMs: () => number) {
  const { next } = createRandomGenerator(5);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  let id = 0;
  return async ({ count, shift = 0, missingShare = 0, accuracy, version = 'v1', rows = 1 }: Traffic): Promise<void> => {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const row = () => ({
        x: [next() < missingShare ? null : normal() + shift, next()],
        plan: next() < 0.3 + 0.3 * shift ? 'pro' : 'free',
      });
      const all = Array.from({ length: rows }, row);
      const featuresIn: Json = { x: all.map(({ x }) => x), plan: all.map(({ plan }) => plan) };
      const score = Math.min(1, Math.max(0, 0.5 + 0.1 * (normal() + shift)));
      const timestamp = nowMs() - 1 - Math.floor(next() * (hourMs - 2));
      const facts = factsOf(`e${++id}`, { timestamp, modelVersion: version, confidence: score });
      const prediction: Json = {
        label: all.map(() => (next() < 0.5 + 0.3 * shift ? 'yes' : 'no')),
        score: all.map(() => [score]),
      };
      void monitoring.record(facts, () => ({ featuresIn, prediction }));
      ids.push(facts.id);
    }
    if (accuracy === undefined) return;
    await monitoring.recordFeedback(
      ids.map((inferenceId) => ({ inferenceId, outcome: null, correct: next() < accuracy })),
    );
  };
}

/** Whatever the answers of these routes hold. */
interface Answer {
  readonly status: number;
  readonly body: {
    readonly error: string;
    readonly id: string;
    readonly from: number;
    readonly to: number;
    readonly severity: string;
    readonly drift: unknown;
    readonly checks: readonly DriftMetrics[];
    readonly jobs: readonly { readonly name: string }[];
    readonly kinds: { readonly input: { readonly columns: readonly unknown[] } };
    readonly result: QualityVerdict;
  };
}

async function call(api: Api, what: string, body?: unknown): Promise<Answer> {
  const [method = '', url = ''] = what.split(' ');
  const response = await api.fetch(
    {
      method,
      url,
      headers: new Headers({ 'content-type': 'application/json' }),
      body: body === undefined ? null : new Blob([JSON.stringify(body)]).stream(),
      signal: new AbortController().signal,
    },
    { name: 'test' },
  );
  return { status: response.status, body: JSON.parse(response.body as string) as Answer['body'] };
}

/** A model with a baseline of 3,000 predictions, a day later. */
async function withBaseline() {
  const all = await setUp();
  await all.record({ count: 3_000, accuracy: 0.9 });
  const fitted = await all.call('POST /monitoring/drift/m/baseline', { from: startMs - hourMs, to: startMs });
  expect(fitted.body).toMatchObject({ ok: true, modelName: 'm', version: 'v1', rows: 3_000, labelled: 3_000 });
  all.clock.advance(dayMs);
  return all;
}

describe('drift checks', () => {
  it('find none in traffic like that of the baseline', async () => {
    const { call, record } = await withBaseline();
    await record({ count: 1_000, accuracy: 0.9 });
    const { status, body } = await call('POST /monitoring/drift/m/check', { window: '1h' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      modelId: 'm',
      modelVersion: 'v1',
      trigger: 'request',
      events: 1_000,
      severity: 'none',
      baseline: { source: 'window' },
      kinds: {
        input: { ok: true, severity: 'none', driftScore: 0, currentRows: 1_000, testedColumns: 3, driftedColumns: 0 },
        prediction: { ok: true, severity: 'none', driftScore: 0, testedColumns: 3 },
        concept: { ok: true, severity: 'none', driftScore: 0 },
      },
    });
  });

  it('find inputs, answers and accuracy that have changed, and show by how much', async () => {
    const { call, record } = await withBaseline();
    await record({ count: 1_000, shift: 1, accuracy: 0.7 });
    const { body } = await call('POST /monitoring/drift/m/check', { window: '1h' });
    const { kinds } = body as unknown as DriftMetrics;
    expect(body.severity).toBe('drift');
    if (kinds.input?.ok !== true || kinds.prediction?.ok !== true || kinds.concept?.ok !== true)
      throw new Error('expected verdicts');
    expect(kinds.input.columns.map(({ column, severity }) => [column, severity])).toEqual([
      ['x[0]', 'drift'],
      ['plan', 'drift'],
      ['x[1]', 'none'],
    ]);
    const [first, second] = kinds.input.columns;
    expect(first).toMatchObject({ test: 'kolmogorovSmirnov', snapshot: { kind: 'numeric' } });
    expect(second).toMatchObject({ test: 'twoProportion', snapshot: { categories: ['free', 'pro', '(other)'] } });
    // Moved by one standard deviation, where a tenth matters: x / (1 + x) of about ten.
    expect(kinds.input.driftScore).toBeGreaterThan(0.88);
    expect(kinds.input.driftScore).toBeLessThan(0.93);
    const { snapshot } = first ?? {};
    if (snapshot?.kind !== 'numeric') throw new Error('expected a histogram');
    expect(snapshot.current.length).toBe(snapshot.edges.length + 1);
    expect(snapshot.current.reduce((sum, count) => sum + count)).toBe(1_000);
    expect(snapshot.reference.reduce((sum, count) => sum + count)).toBe(3_000);
    expect(kinds.prediction.columns.filter(({ severity }) => severity === 'drift').map(({ column }) => column)).toEqual(
      expect.arrayContaining(['label', 'score', 'confidence']),
    );
    expect(kinds.concept).toMatchObject({
      severity: 'drift',
      test: { effect: { name: 'accuracyDrop', threshold: 0.05 } },
    });
    expect(kinds.concept.driftScore).toBeGreaterThan(0.7);
  });

  it('finds values that have begun to be missing', async () => {
    const { call, record } = await withBaseline();
    await record({ count: 1_000, missingShare: 0.2 });
    const { body } = await call('POST /monitoring/drift/m/check', { window: '1h', kinds: ['input'] });
    expect(Object.keys(body.kinds)).toEqual(['input']);
    expect(body.kinds.input.columns[0]).toMatchObject({
      column: 'x[0]',
      severity: 'drift',
      result: { severity: 'none' },
      missing: { severity: 'drift', referenceShare: 0 },
    });
  });

  it('counts every row of a batch, and the events of one version', async () => {
    const { call, record } = await withBaseline();
    await record({ count: 50, rows: 4 });
    await record({ count: 500, shift: 3, version: 'v2' });
    const { body } = await call('POST /monitoring/drift/m/check', { window: '1h' });
    expect(body).toMatchObject({
      events: 50,
      kinds: {
        input: { currentRows: 200, driftedColumns: 0 },
        concept: { ok: false, reason: 'insufficientData', received: 0 },
      },
    });
  });

  it('say when there is too little to tell, and keep that too', async () => {
    const { call, record } = await withBaseline();
    await record({ count: 99, shift: 3 });
    const tooFew = { ok: false, reason: 'insufficientData', needed: 100, received: 99 };
    const { status, body } = await call('POST /monitoring/drift/m/check', { window: '1h' });
    expect([status, body]).toMatchObject([200, { severity: 'none', kinds: { input: tooFew, prediction: tooFew } }]);
    const empty = await call('POST /monitoring/drift/m/check', { from: 1_000, to: 2_000, kinds: ['input'] });
    expect(empty.body).toMatchObject({ events: 0, kinds: { input: { received: 0 } } });
    const { body: listed } = await call('GET /monitoring/drift/m');
    expect(listed.checks).toHaveLength(2);
  });

  it('compare with what the metadata declare, and say which names the model has not', async () => {
    const { call, record } = await setUp({
      baselineDistributions: {
        inputs: {
          'x[1]': { kind: 'numeric', edges: [0, 0.25, 0.5, 0.75, 1], counts: [500, 500, 500, 500] },
          plan: { kind: 'categorical', counts: { pro: 300, free: 700 } },
          other: { kind: 'categorical', counts: { a: 1_000 } },
        },
        outputs: { correct: { kind: 'categorical', counts: { true: 900, false: 100 } } },
      },
    });
    await record({ count: 800, accuracy: 0.9 });
    const { body } = await call('POST /monitoring/drift/m/check', { window: '1h' });
    expect(body).toMatchObject({
      baseline: { source: 'metadata' },
      severity: 'none',
      kinds: {
        input: { testedColumns: 2, severity: 'none' },
        prediction: { ok: false, reason: 'noBaseline' },
        concept: { ok: true, referenceAccuracy: 0.9 },
      },
    });
    await record({ count: 2_000, shift: 1 });
    const shifted = await call('POST /monitoring/drift/m/check', { window: '1h', kinds: ['input'] });
    expect(shifted.body.kinds.input.columns).toMatchObject([
      { column: 'plan', severity: 'drift' },
      { column: 'x[1]', severity: 'none' },
    ]);
  });

  it('compares declared bins as they were made, wherever rounding has put their edges', async () => {
    // 0.3 and its like: what the edges are computed as lies a little above or below the values.
    const edges = Array.from({ length: 11 }, (_, edge) => 0.1 * edge);
    const values = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    const counts = edges.slice(1).map((upper, bin) => {
      const isIn = (value: number): boolean => value >= (edges[bin] ?? 0) && value < upper;
      return 100 * values.filter(isIn).length;
    });
    const { call, monitoring } = await setUp({
      baselineDistributions: { inputs: { 'x[1]': { kind: 'numeric', edges, counts } } },
    });
    for (let i = 0; i < 1_000; i++) {
      const featuresIn = { x: [0, values[i % 10] ?? 0], plan: 'free' };
      void monitoring.record(factsOf(`r${i}`, { timestamp: startMs - 1 }), () => ({ featuresIn, prediction: null }));
    }
    const { body } = await call('POST /monitoring/drift/m/check', { window: '1h', kinds: ['input'] });
    expect(body.kinds.input).toMatchObject({ severity: 'none', columns: [{ result: { statistic: 0 } }] });
  });

  it('go by the configuration of the model', async () => {
    const { call, record } = await withBaseline();
    const put = await call('PUT /monitoring/config/m', {
      drift: { columns: ['x[1]', 'plan'], thresholds: { shareChange: 0.5 }, tests: { 'x[1]': 'psi' }, window: '2h' },
    });
    expect(put.body.drift).toMatchObject({ every: '1h', window: '2h', columns: ['x[1]', 'plan'] });
    await record({ count: 1_000, shift: 1 });
    const { body } = await call('POST /monitoring/drift/m/check', { kinds: ['input'] });
    expect(body.to - body.from).toBe(2 * hourMs);
    expect(body.kinds.input.columns).toMatchObject([
      { column: 'plan', severity: 'possible', result: { effect: { threshold: 0.5 } } },
      { column: 'x[1]', severity: 'none', test: 'psi' },
    ]);
  });

  it.each([
    [{ drift: { every: '5 minutes' } }, 'drift.every: expected a duration'],
    [{ drift: { window: '1s' } }, 'drift.window: expected a minute or more'],
    [{ drift: { alpha: 0 } }, 'drift.alpha'],
    [{ drift: { minimumSamples: 1.5 } }, 'drift.minimumSamples'],
    [{ drift: { thresholds: { D: -1 } } }, 'drift.thresholds.D'],
    [{ drift: { thresholds: { d: 1 } } }, 'expected names of effects, which are D, w1OverStd'],
    [{ drift: { thresholds: { D: 'NaN' } } }, 'thresholds'],
    [{ drift: { tests: { x: 'best' } } }, 'expected one of'],
    [{ quality: { rules: { x: { pattern: '(' } } } }, 'quality.rules.x.pattern'],
    [{ quality: { rules: { x: { minimun: 1 } } } }, 'minimun'],
  ])('refuses the configuration %j', async (config, message) => {
    const { call } = await setUp();
    const { status, body } = await call('PUT /monitoring/config/m', config);
    expect([status, body.error]).toEqual([400, expect.stringContaining(message)]);
  });

  it.each([
    ['POST /monitoring/drift/nobody/check', {}, 404],
    ['POST /monitoring/drift/m/check', { version: 'v9' }, 404],
    ['POST /monitoring/drift/nobody/baseline', { from: 0, to: 1 }, 404],
    ['POST /monitoring/quality/nobody/check', {}, 404],
    ['GET /monitoring/drift/nobody', undefined, 404],
    ['GET /monitoring/quality/nobody', undefined, 404],
    ['POST /monitoring/drift/m/check', { from: 2_000, to: 1_000 }, 400],
    ['POST /monitoring/drift/m/check', { from: 2_000, to: 2_000 }, 400],
    ['POST /monitoring/drift/m/check', { window: '0h' }, 400],
    ['POST /monitoring/drift/m/check', { window: '1h', from: 0 }, 400],
    ['POST /monitoring/drift/m/check', { kinds: ['everything'] }, 400],
    ['POST /monitoring/drift/m/check', { kinds: [] }, 400],
    ['POST /monitoring/drift/m/baseline', { from: 1_000 }, 400],
    ['GET /monitoring/drift/m?from=2000&to=1000', undefined, 400],
  ])('answers %s %j with %d', async (what, body, status) => {
    const { call } = await setUp();
    expect(await call(what, body)).toMatchObject({ status });
  });

  it('fits no baseline on too little, and says what a model without one lacks', async () => {
    const { call, record } = await setUp();
    await record({ count: 20 });
    const { status, body } = await call('POST /monitoring/drift/m/baseline', { from: startMs - hourMs, to: startMs });
    expect([status, body]).toMatchObject([200, { ok: false, reason: 'insufficientData', needed: 100, received: 20 }]);
    const checked = await call('POST /monitoring/drift/m/check', { window: '1h', kinds: ['input', 'concept'] });
    const noBaseline = { ok: false, reason: 'noBaseline' };
    expect(checked.body).toMatchObject({ baseline: null, kinds: { input: noBaseline, concept: noBaseline } });
  });

  it('tells whoever listens, and goes on when that fails', async () => {
    const { call, record, monitoring } = await withBaseline();
    await record({ count: 200 });
    const heard: string[] = [];
    monitoring.checks.drift.onSaved(() => {
      throw new Error('broken');
    });
    const end = monitoring.checks.drift.onSaved(({ id }) => heard.push(id));
    const { status, body } = await call('POST /monitoring/drift/m/check', { window: '1h' });
    end();
    await call('POST /monitoring/drift/m/check', { window: '1h' });
    expect([status, heard]).toEqual([200, [body.id]]);
  });
});

it('finds nothing in 200 checks of traffic that does not change', async () => {
  const { call, record, clock } = await withBaseline();
  for (let checks = 0; checks < 200; checks++) {
    clock.advance(hourMs);
    await record({ count: 120 });
    const { body } = await call('POST /monitoring/drift/m/check', { window: '1h' });
    expect(body).toMatchObject({ events: 120, kinds: { input: { driftScore: 0 }, prediction: { driftScore: 0 } } });
  }
});

describe('quality checks', () => {
  it('find what violates the rules, and what a fitted baseline had not', async () => {
    const { call, record } = await withBaseline();
    await record({ count: 1_000, missingShare: 0.3 });
    await call('PUT /monitoring/config/m', {
      quality: { rules: { 'x[1]': { maximum: 0.5 }, plan: { values: ['pro'] } } },
    });
    const { status, body } = await call('POST /monitoring/quality/m/check', { window: '1h' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ events: 1_000, severity: 'drift', compared: true, result: { ok: true, rows: 1_000 } });
    const found = body.result.violations.map(({ kind, columns, severity }) => `${columns.join()} ${kind} ${severity}`);
    expect(found).toEqual(
      expect.arrayContaining(['x[1] outOfRange drift', 'plan unknownCategory drift', 'x[0] missingShareRise drift']),
    );
    expect(body.result.violatedShare).toBeGreaterThan(0.6);
    expect((await call('GET /monitoring/quality/m')).body.checks).toMatchObject([{ id: body.id }]);
  });

  it('find nothing wrong with traffic like that of the baseline', async () => {
    const { call, record } = await withBaseline();
    await record({ count: 1_000 });
    const { body } = await call('POST /monitoring/quality/m/check', { window: '1h' });
    expect(body.result.violations.filter(({ severity }) => severity === 'drift')).toEqual([]);
  });
});

describe('on schedule', () => {
  it('checks the models that have a baseline, each when it is due, and once after an outage', async () => {
    const { call, record, clock, scheduler } = await withBaseline();
    await call('PUT /monitoring/config/m', { drift: { every: '2h', window: '1h' }, quality: { enabled: false } });
    await scheduler.runDue();
    const checks = async (): Promise<readonly DriftMetrics[]> => (await call('GET /monitoring/drift/m')).body.checks;
    await record({ count: 300, shift: 1 });
    clock.advance(60_000);
    await scheduler.runDue();
    expect(await checks()).toMatchObject([{ trigger: 'schedule', severity: 'drift', modelVersion: 'v1' }]);
    for (let minute = 0; minute < 3; minute++) {
      clock.advance(60_000);
      await scheduler.runDue();
    }
    expect(await checks()).toHaveLength(1);
    clock.advance(9 * hourMs);
    await scheduler.runDue();
    clock.advance(60_000);
    await scheduler.runDue();
    expect(await checks()).toHaveLength(2);
    expect((await call('GET /monitoring/quality/m')).body.checks).toEqual([]);
    const { body } = await call('GET /monitoring/jobs');
    expect(body.jobs.filter(({ name }) => name.endsWith('-checks'))).toMatchObject([
      { name: 'drift-checks', isRunning: false, lastResult: { ok: true, value: { checked: 0, failed: [] } } },
      { name: 'quality-checks', lastResult: { ok: true } },
    ]);
  });

  it('shows which model could not be checked, and checks the others', async () => {
    const { call, clock, scheduler, monitoring } = await withBaseline();
    await scheduler.runDue();
    await call('POST /Model', { modelId: 'n', version: 'v1', framework: 'onnx', modelBlob: 'AA==' });
    const stored = await monitoring.checks.baselines.get('m:v1');
    if (stored === undefined) throw new Error('there is no baseline');
    await monitoring.checks.baselines.put({ ...stored, id: 'n:v1', modelId: 'n' });
    await monitoring.checks.baselines.put({ ...stored, input: { rows: 'broken' } });
    clock.advance(60_000);
    await scheduler.runDue();
    const { body } = await call('GET /monitoring/jobs');
    expect(body.jobs.find(({ name }) => name === 'drift-checks')).toMatchObject({
      lastResult: { value: { checked: 1, failed: ['m'] } },
    });
  });
});
