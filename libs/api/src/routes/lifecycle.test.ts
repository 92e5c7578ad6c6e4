import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBenchmarks } from '@harper-edge/benchmark';
import { EdgeError, silentLogger, systemClock, type InferenceBackend, type Store } from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createEmbeddedStore } from '@harper-edge/store/embedded';
import { createMemoryStore } from '@harper-edge/store/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi, type Api, type Caller } from '../index.ts';
import { createShop } from '../shop/shop.ts';

const features = { x: [1] };

/** Answers the number that its artifact holds; loads nothing while it is broken. */
function createNumberBackend() {
  const state = { isBroken: false, loads: 0 };
  const backend: InferenceBackend = {
    framework: 'onnx',
    load: (artifact) => {
      state.loads++;
      if (state.isBroken) return Promise.reject(new EdgeError('INVALID_MODEL', 'the file is no model any more'));
      const bytes = 'bytes' in artifact ? artifact.bytes : new Uint8Array();
      const value = Number(new TextDecoder().decode(bytes));
      return Promise.resolve({
        metadata: {
          platform: 'test',
          inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
          outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
        },
        memoryBytes: 1,
        isWarm: true,
        run: ([input]) => {
          const rows = input?.shape[0] ?? 0;
          if (value === 13) return Promise.reject(new EdgeError('MODEL_FAILED', 'thirteen fails'));
          return Promise.resolve([
            { name: 'y', datatype: 'FP32', shape: [rows], data: new Float32Array(rows).fill(value) },
          ]);
        },
        release: () => Promise.resolve(),
      });
    },
  };
  return { backend, state };
}

function compose(store: Store) {
  const { backend, state } = createNumberBackend();
  const registry = createRegistry({ store, clock: systemClock });
  const engine = createInferenceEngine({
    backends: [backend],
    readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
    clock: systemClock,
    logger: silentLogger,
  });
  const api = createApi({
    registry,
    engine,
    monitoring: createMonitoring({ store, clock: systemClock, logger: silentLogger }),
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ store, clock: systemClock, rng: createSeededRng(1), logger: silentLogger }),
    clock: systemClock,
    rng: createSeededRng(1),
    logger: silentLogger,
    host: { name: 'standalone', version: '0.0.0', nodeVersion: process.version },
  });
  return { api, engine, registry, state };
}

/** The members of answers that tests look into one by one. */
interface Answered {
  readonly id: string;
  readonly stage: string;
  readonly modelVersion: string;
  readonly prediction?: { readonly y: unknown };
  readonly models: unknown;
  readonly model_stats: unknown;
  readonly aliases: unknown;
  readonly change: unknown;
  readonly changes: readonly { readonly at: number; readonly by: string }[];
  readonly serving: unknown;
  readonly nextCursor: string;
}

interface Asked {
  readonly method?: 'GET' | 'PUT' | 'DELETE';
  readonly headers?: Record<string, string>;
  readonly caller?: Caller;
}

let api: Api;

/** POST where there is a body, unless another method is given. */
async function ask(
  url: string,
  json?: object,
  { method, headers, caller = { name: 'local', isAdmin: true } }: Asked = {},
) {
  const bytes = new TextEncoder().encode(JSON.stringify(json ?? {}));
  const {
    status,
    headers: answered,
    body,
  } = await api.fetch(
    {
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      url,
      headers: new Headers({ 'content-type': 'application/json', ...headers }),
      body: (async function* () {
        yield await Promise.resolve(bytes);
      })(),
      signal: new AbortController().signal,
    },
    caller,
  );
  return { status, etag: answered['etag'], body: JSON.parse(body as string) as Answered };
}

const uploadNumber = async (version: string, value: number, more: object = {}) =>
  ask('/Model', {
    modelId: 'm',
    version,
    framework: 'onnx',
    modelBlob: Buffer.from(String(value)).toString('base64'),
    ...more,
  });
const folders: string[] = [];
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'harper-edge-lifecycle-'));
  folders.push(folder);
  return folder;
}

const promote = (version: string, json: object, asked?: Asked) => ask(`/models/m/${version}/promote`, json, asked);
const predicted = async (version?: string) => {
  const { status, body } = await ask('/predict', { modelId: 'm', features, ...(version !== undefined && { version }) });
  return [status, body.modelVersion, body.prediction?.y];
};

describe.each([
  ['memory', () => Promise.resolve(createMemoryStore())],
  ['embedded', async () => createEmbeddedStore({ path: await temporaryFolder() })],
] as const)('the life of a version, store: %s', (_name, createStore) => {
  let parts: ReturnType<typeof compose>;
  let store: Store;
  beforeEach(async () => {
    store = await createStore();
    parts = compose(store);
    api = parts.api;
    await uploadNumber('v1', 1, { stage: 'production' });
    await uploadNumber('v2', 2, { stage: 'candidate', parentVersion: 'v1' });
  });
  afterEach(async () => {
    await parts.engine.close();
    await store.close();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  it('goes up step by step, answers once it is in production, and comes back in one call', async () => {
    expect((await promote('v2', { stage: 'staging' })).body).toMatchObject({ code: 'CONFLICT' });
    const validated = await ask('/models/m/v2/validation', { passed: true, metrics: { accuracy: 0.98 }, by: 'tess' });
    expect(validated).toMatchObject({ status: 200, etag: '"3"', body: { change: { action: 'validate', by: 'tess' } } });
    expect((await promote('v2', { stage: 'staging' })).status).toBe(200);
    expect(await promote('v2', { stage: 'production' })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT' },
    });
    expect(await predicted()).toEqual([200, 'v1', [1]]);
    const promoted = await promote('v2', { stage: 'production', approvedBy: 'ann', reason: 'better' });
    expect(promoted).toMatchObject({
      status: 200,
      etag: '"5"',
      body: {
        success: true,
        revision: 5,
        production: 'v2',
        serving: 'v2',
        change: { version: 'v2', replaced: 'v1', from: 'staging', to: 'production', by: 'ann', reason: 'better' },
      },
    });
    expect(await predicted()).toEqual([200, 'v2', [2]]);
    expect(await ask('/models/m/active')).toMatchObject({
      etag: '"5"',
      body: {
        version: 'v2',
        stage: 'production',
        previous: ['v1'],
        model: { deploymentVersion: 2, parentDeployment: 1 },
      },
    });
    expect((await ask('/models?stage=production')).body.models).toMatchObject([{ id: 'm:v2' }]);
    expect((await ask('/model/m/v1')).body.stage).toBe('archived');
    expect((await ask('/models/m/rollback', {})).body).toMatchObject({ production: 'v1', change: { replaced: 'v2' } });
    expect(await predicted()).toEqual([200, 'v1', [1]]);
    expect(await ask('/models/m/rollback', {})).toMatchObject({ status: 409 });
    expect((await ask('/models/m/rollback', { version: 'v2' })).body).toMatchObject({ production: 'v2' });
  });

  it('takes a validation of a hundred numbers and no more, none of them text', async () => {
    const metrics = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, i]));
    const validate = (json: object) => ask('/models/m/v2/validation', json);
    expect((await validate({ passed: false, metrics: metrics(100) })).status).toBe(200);
    for (const wrong of [
      {},
      { passed: 'yes' },
      { passed: true, metrics: metrics(101) },
      { passed: true, metrics: { a: 'b' } },
    ]) {
      expect((await validate(wrong)).status).toBe(400);
    }
    expect((await promote('v2', { stage: 'staging' })).status).toBe(409);
  });

  it('tells what answered at a moment', async () => {
    const at = (await ask('/models/m/history')).body.changes[0]?.at ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await uploadNumber('v3', 3, { stage: 'production' });
    expect((await ask(`/models/m/history?at=${at}`)).body).toMatchObject({
      revision: 3,
      serving: { version: 'v1', isProduction: true, revision: 2 },
      changes: [{ revision: 2 }, { revision: 1 }],
    });
    expect((await ask(`/models/m/history?at=2000-01-01`)).body).toMatchObject({ serving: null, changes: [] });
    for (const noDate of ['2026-02-30', '2026-13-01', 'March 7', '2026-01-01T25:00:00Z', '', '1e3']) {
      expect(await ask(`/models/m/history?at=${noDate}`)).toMatchObject({ status: 400 });
    }
    const { serving, nextCursor } = (await ask('/models/m/history?limit=1')).body;
    expect(serving).toMatchObject({ version: 'v3', revision: 3 });
    const second = (await ask(`/models/m/history?limit=1&cursor=${nextCursor}`)).body;
    expect(second).toMatchObject({ changes: [{ revision: 2 }] });
    expect(second).not.toHaveProperty('serving');
    for (const path of ['/models/n/history', '/models/n/active', '/models/n/aliases']) {
      expect((await ask(path)).status).toBe(404);
    }
  });

  it('keeps what answers when the version does not load, or fails what it is asked', async () => {
    await uploadNumber('v3', 3, { stage: 'staging' });
    await uploadNumber('v13', 13, { stage: 'staging' });
    parts.engine.unload(await parts.registry.get('m', 'v3'));
    parts.state.isBroken = true;
    expect(await promote('v3', { stage: 'production', approvedBy: 'ann' })).toMatchObject({
      status: 422,
      body: { code: 'INVALID_MODEL', error: expect.stringContaining('the file is no model any more') as string },
    });
    parts.state.isBroken = false;
    const asked = { stage: 'production', approvedBy: 'ann', warmUp: features };
    expect(await promote('v13', asked)).toMatchObject({ status: 422 });
    expect(await promote('v13', { ...asked, warmUp: { z: [1] } })).toMatchObject({ status: 400 });
    const { sha256 } = await parts.registry.get('m', 'v3');
    await store.blobs.delete(sha256);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await promote('v3', asked)).toMatchObject({ status: 422 });
    expect(await predicted()).toEqual([200, 'v1', [1]]);
    expect((await ask('/models/m/active')).body).toMatchObject({ version: 'v1', revision: 4 });
  });

  it('answers If-Match: 412 on a stale revision, and one of many who hold the same', async () => {
    await uploadNumber('v3', 3, { stage: 'staging' });
    await uploadNumber('v4', 4, { stage: 'staging' });
    const { etag = '' } = await ask('/models/m/active');
    const to = { stage: 'production', approvedBy: 'ann' };
    for (const stale of ['"1"', 'W/"4"', '"x", "3"']) {
      expect((await promote('v3', to, { headers: { 'if-match': stale } })).status).toBe(412);
    }
    expect((await promote('v3', to, { headers: { 'if-match': '4' } })).status).toBe(400);
    const headers = { 'if-match': `"1", ${etag}` };
    const answers = await Promise.all(['v3', 'v4', 'v3', 'v4'].map((version) => promote(version, to, { headers })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect((await ask('/model/m/v4', undefined, { method: 'DELETE', headers })).status).toBe(412);
    expect((await ask('/models/m/aliases/a', { version: 'v1' }, { method: 'PUT', headers })).status).toBe(412);
    expect(
      (await ask('/models/m/aliases/a', { version: 'v1' }, { method: 'PUT', headers: { 'if-match': '*' } })).status,
    ).toBe(200);
  });

  it('finds versions by their aliases, wherever a version is asked for', async () => {
    const put = (alias: string, version: string) => ask(`/models/m/aliases/${alias}`, { version }, { method: 'PUT' });
    expect((await put('champion', 'v2')).body).toMatchObject({ aliases: { champion: 'v2' } });
    expect(await predicted('champion')).toEqual([200, 'v2', [2]]);
    expect((await ask('/model/m/champion')).body.id).toBe('m:v2');
    expect((await ask('/v2/models/m/versions/champion')).status).toBe(200);
    expect((await ask('/v2/models/m/versions/champion/stats')).body.model_stats).toMatchObject([{ version: 'v2' }]);
    expect((await put('champion', 'v1')).status).toBe(200);
    expect(await predicted('champion')).toEqual([200, 'v1', [1]]);
    expect((await put('staging', 'v1')).status).toBe(400);
    expect((await put('v1', 'v2')).status).toBe(409);
    expect((await put('best', 'v9')).status).toBe(404);
    await put('keeper', 'v2');
    expect((await ask('/model/m/v2', undefined, { method: 'DELETE' })).status).toBe(409);
    expect((await ask('/models/m/aliases')).body.aliases).toEqual({ champion: 'v1', keeper: 'v2' });
    expect((await ask('/models/m/aliases/keeper', undefined, { method: 'DELETE' })).status).toBe(200);
    expect((await ask('/models/m/aliases/keeper', undefined, { method: 'DELETE' })).status).toBe(404);
    expect((await ask('/model/m/v2', undefined, { method: 'DELETE' })).status).toBe(200);
  });

  it('records the user whom the host knows, whatever the request says', async () => {
    const caller = { name: 'root', isUser: true };
    await promote('v2', { stage: 'development', by: 'somebody' }, { caller });
    await promote('v2', { stage: 'candidate', by: 'bo' });
    await promote('v2', { stage: 'development' });
    const { changes } = (await ask('/models/m/history')).body;
    expect(changes.map(({ by }) => by)).toEqual(['local', 'bo', 'root', 'local', 'local']);
    await ask('/models/m/v2/validation', { passed: true }, { caller });
    await promote('v2', { stage: 'candidate' });
    await promote('v2', { stage: 'staging' });
    expect((await promote('v2', { stage: 'production' }, { caller })).body.change).toMatchObject({
      by: 'root',
      approvedBy: 'root',
    });
  });

  it('collects garbage for administrators only, and only when told to', async () => {
    await uploadNumber('old', 7, { stage: 'archived' });
    await uploadNumber('gone', 8);
    await ask('/model/m/gone', undefined, { method: 'DELETE' });
    const collect = (json: object, caller?: Caller) =>
      ask('/models/garbage-collection', json, caller === undefined ? {} : { caller });
    expect((await collect({}, { name: 'anonymous' })).status).toBe(403);
    const all = { olderThanMs: 0, archivedForDays: 0 };
    const wanted = { versions: [{ version: 'old' }], artifacts: [{ sizeBytes: 1 }, { sizeBytes: 1 }], sizeBytes: 2 };
    expect((await collect(all)).body).toMatchObject({ dryRun: true, ...wanted });
    expect((await ask('/model/m/old')).status).toBe(200);
    expect((await collect({ ...all, dryRun: false })).body).toMatchObject({ dryRun: false, ...wanted });
    expect((await ask('/model/m/old')).status).toBe(404);
    expect((await collect({ ...all, dryRun: false })).body).toMatchObject({ versions: [], artifacts: [] });
    expect(await predicted('v2')).toEqual([200, 'v2', [2]]);
  });
});
