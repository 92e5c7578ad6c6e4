import { gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { createBenchmarks } from '@harper-edge/benchmark';
import {
  createSystemRng,
  EdgeError,
  silentLogger,
  systemClock,
  type InferenceBackend,
  type Tensor,
  type TensorSpec,
} from '@harper-edge/contracts';
import { createInferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../../index.ts';
import { createShop } from '../../shop/shop.ts';

/** Its artifact is the list of its inputs; it answers each under the name "out_" + its own. */
const echo: InferenceBackend = {
  framework: 'onnx',
  load: async (artifact) => {
    await Promise.resolve();
    if (!('bytes' in artifact)) throw new EdgeError('INVALID_MODEL', 'expected bytes');
    const inputs = JSON.parse(new TextDecoder().decode(artifact.bytes)) as TensorSpec[];
    return {
      metadata: {
        platform: 'test_echo',
        inputs,
        outputs: inputs.map((spec) => ({ ...spec, name: `out_${spec.name}` })),
      },
      memoryBytes: 4_321,
      independentRows: true,
      run: async (tensors, { outputs } = {}) => {
        await Promise.resolve();
        const all = tensors.map((tensor): Tensor => ({ ...tensor, name: `out_${tensor.name}` }));
        return all.filter(({ name }) => outputs?.includes(name) ?? true);
      },
      release: () => Promise.resolve(),
    };
  },
};

const models: Readonly<Record<string, readonly TensorSpec[]>> = {
  pair: [
    { name: 'x', datatype: 'FP32', shape: [-1, 2] },
    { name: 't', datatype: 'BYTES', shape: [-1] },
  ],
  fixed: [{ name: 'x', datatype: 'INT64', shape: [2] }],
  wide: [{ name: 'x', datatype: 'UINT8', shape: [-1, -1] }],
};

let api: Api;

beforeAll(async () => {
  const store = createMemoryStore();
  const shared = { clock: systemClock, logger: silentLogger };
  const registry = createRegistry({ store, clock: systemClock });
  const engine = createInferenceEngine({
    ...shared,
    backends: [echo],
    maxBatchRows: 32,
    readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
  });
  const monitoring = createMonitoring({ store, ...shared });
  const benchmarks = createBenchmarks({ store });
  const rng = createSystemRng();
  const shop = createShop({ ...shared, store, rng });
  const host = { name: 'standalone', version: '1.2.3', nodeVersion: '0' } as const;
  api = createApi({ ...shared, registry, engine, monitoring, benchmarks, shop, rng, host });
  for (const [modelId, specs] of Object.entries(models)) {
    for (const version of ['v1', 'v2']) {
      const modelBlob = Buffer.from(JSON.stringify(specs)).toString('base64');
      const metadata = modelId === 'wide' ? { serving: { maxBatchRows: 7 } } : {};
      const stage = version === 'v1' ? 'production' : 'development';
      const upload = { modelId, version, framework: 'onnx', modelBlob, metadata, stage };
      expect((await post('/Model', upload)).status).toBe(200);
    }
  }
});

interface Sent {
  readonly body?: Uint8Array;
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

async function send(url: string, { body, headers = {}, method = 'POST' }: Sent = {}) {
  const request = {
    method,
    url,
    headers: new Headers(headers),
    body: body === undefined ? null : new Blob([new Uint8Array(body)]).stream(),
    signal: new AbortController().signal,
  };
  const { status, headers: given, body: content } = await api.fetch(request, { name: 'test' });
  const bytes = Buffer.from(content as string);
  const isJson = given['content-type'] === 'application/json' && given['content-encoding'] === undefined;
  return { status, headers: given, bytes, json: isJson ? (JSON.parse(bytes.toString()) as Json) : {} };
}

/** Answers of every form; the expectations say which. */
type Json = Record<string, unknown>;

const get = (url: string) => send(url, { method: 'GET' });
const post = (url: string, json: unknown, headers: Record<string, string> = {}) =>
  send(url, {
    body: Buffer.from(JSON.stringify(json)),
    headers: { 'content-type': 'application/json', ...headers },
  });

const pair = [
  { name: 'x', datatype: 'FP32', shape: [1, 2], data: [1.5, -2] },
  { name: 't', datatype: 'BYTES', shape: [1], data: ['é'] },
];

describe('the server', () => {
  it('says what it is, without a caller too', async () => {
    expect((await get('/v2')).json).toEqual({
      name: 'harper-edge-ai',
      version: '1.2.3',
      extensions: expect.arrayContaining(['binary_tensor_data', 'model_repository', 'statistics']) as string[],
    });
    expect((await get('/v2/health/live')).json).toEqual({ live: true });
    expect((await get('/v2/health/ready')).json).toEqual({ ready: true, live: true });
    for (const [url, status] of [
      ['/v2', 200],
      ['/v2/health/live', 200],
      ['/v2/health/ready', 200],
      ['/v2/models', 401],
      ['/v2/models/pair', 401],
    ] as const) {
      const request = { method: 'GET', url, headers: new Headers(), body: null, signal: new AbortController().signal };
      expect([url, (await api.fetch(request, undefined)).status]).toEqual([url, status]);
    }
  });
});

describe('models', () => {
  it('are listed and described', async () => {
    expect((await get('/v2/models')).json).toEqual({
      models: expect.arrayContaining(['pair', 'fixed', 'wide']) as string[],
    });
    const described = {
      name: 'pair',
      versions: ['v2', 'v1'],
      platform: 'test_echo',
      inputs: models['pair'],
      outputs: [
        { name: 'out_x', datatype: 'FP32', shape: [-1, 2] },
        { name: 'out_t', datatype: 'BYTES', shape: [-1] },
      ],
    };
    expect((await get('/v2/models/pair')).json).toEqual(described);
    expect((await get('/v2/models/pair/versions/v2')).json).toEqual(described);
    expect((await get('/v2/models/pair/ready')).json).toEqual({ name: 'pair', ready: true });
    expect((await get('/v2/models/pair/versions/v1/ready')).json).toEqual({ name: 'pair', ready: true });
  });

  it.each([
    '/v2/models/none',
    '/v2/models/none/ready',
    '/v2/models/none/config',
    '/v2/models/none/stats',
    '/v2/models/pair/versions/v9',
    '/v2/models/pair/versions/v9/ready',
    '/v2/models/pair/versions/v9/config',
    '/v2/models/pair/versions/v9/stats',
  ])('GET %s is 404', async (url) => {
    expect(await get(url)).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
  });

  it.each(['%2e%2e%2fetc', '..', '%20', '%00', 'a%2Fb', 'models:v1', 'іris', 'x'.repeat(10_000)])(
    'the name %s touches nothing',
    async (name) => {
      for (const url of [`/v2/models/${name}`, `/v2/models/pair/versions/${name}`, `/v2/models/${name}/config`]) {
        expect((await get(url)).status).toBeOneOf([400, 404]);
      }
      expect((await post(`/v2/models/${name}/infer`, { inputs: pair })).status).toBeOneOf([400, 404]);
      expect((await post(`/v2/repository/models/${name}/load`, {})).status).toBeOneOf([400, 404]);
    },
  );

  it('have a configuration for load generators', async () => {
    expect((await get('/v2/models/pair/config')).json).toEqual({
      name: 'pair',
      platform: 'test_echo',
      version_policy: { specific: { versions: ['v1'] } },
      max_batch_size: 32,
      input: [
        { name: 'x', data_type: 'TYPE_FP32', dims: [2] },
        { name: 't', data_type: 'TYPE_STRING', dims: [] },
      ],
      output: [
        { name: 'out_x', data_type: 'TYPE_FP32', dims: [2] },
        { name: 'out_t', data_type: 'TYPE_STRING', dims: [] },
      ],
      dynamic_batching: {},
    });
    expect((await get('/v2/models/fixed/versions/v2/config')).json).toMatchObject({
      max_batch_size: 0,
      input: [{ data_type: 'TYPE_INT64', dims: [2] }],
      version_policy: { specific: { versions: ['v2'] } },
    });
    expect((await get('/v2/models/wide/config')).json).toMatchObject({ max_batch_size: 7, input: [{ dims: [-1] }] });
  });

  it('count what they do from load to unload', async () => {
    await post('/v2/repository/models/fixed/unload', {});
    const asked = { inputs: [{ name: 'x', datatype: 'INT64', shape: [2], data: [1, 2] }] };
    for (let times = 0; times < 3; times++) await post('/v2/models/fixed/infer', asked);
    const { model_stats: stats } = (await get('/v2/models/fixed/versions/v1/stats')).json;
    const timed = (count: number) => ({ count, ns: expect.any(Number) as number });
    expect(stats).toEqual([
      {
        name: 'fixed',
        version: 'v1',
        last_inference: expect.closeTo(Date.now(), -5) as number,
        inference_count: expect.any(Number) as number,
        execution_count: 3,
        inference_stats: {
          success: timed(3),
          fail: { count: 0, ns: 0 },
          queue: timed(3),
          compute_input: { count: expect.any(Number) as number, ns: expect.any(Number) as number },
          compute_infer: timed(3),
          compute_output: { count: expect.any(Number) as number, ns: expect.any(Number) as number },
          cache_hit: { count: 0, ns: 0 },
          cache_miss: { count: 0, ns: 0 },
        },
        batch_stats: [
          {
            batch_size: expect.any(Number) as number,
            compute_input: { count: 0, ns: 0 },
            compute_infer: timed(3),
            compute_output: { count: 0, ns: 0 },
          },
        ],
        memory_usage: [{ type: 'CPU', id: 0, byte_size: 4_321 }],
      },
    ]);
    expect((await get('/v2/models/fixed/stats')).json['model_stats']).toHaveLength(2);
    expect((await get('/v2/models/stats')).json['model_stats']).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'fixed', version: 'v1', execution_count: 3 })]),
    );
    await post('/v2/repository/models/fixed/unload', {});
    expect((await get('/v2/models/fixed/versions/v1/stats')).json).toMatchObject({
      model_stats: [{ last_inference: 0, execution_count: 0, batch_stats: [], memory_usage: [] }],
    });
  });
});

describe('the repository', () => {
  const wide = async (body?: Uint8Array) =>
    ((await send('/v2/repository/index', body === undefined ? {} : { body })).json as unknown as Json[]).filter(
      ({ name }) => name === 'wide',
    );

  it('loads and unloads with exactly 200, and lists every version', async () => {
    expect(await send('/v2/repository/models/wide/unload')).toMatchObject({ status: 200, json: {} });
    expect(await wide()).toEqual([
      { name: 'wide', version: 'v2', state: 'UNAVAILABLE', reason: 'unloaded' },
      { name: 'wide', version: 'v1', state: 'UNAVAILABLE', reason: 'unloaded' },
    ]);
    expect(await wide(Buffer.from('{"ready":true}'))).toEqual([]);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await post('/v2/repository/models/wide/load', {}, form)).toMatchObject({ status: 200, json: {} });
    // The same bytes under two versions are one model in memory.
    expect(await wide(Buffer.from('{"ready":true}'))).toMatchObject([
      { state: 'READY', reason: '' },
      { state: 'READY' },
    ]);
    const dependents = { parameters: { unload_dependents: true } };
    expect(await post('/v2/repository/models/wide/unload', dependents)).toMatchObject({ status: 200, json: {} });
    expect(await wide(Buffer.from('{"ready":false}'))).toMatchObject([{ state: 'UNAVAILABLE' }, {}]);
  });

  it.each<[string, unknown, number]>([
    ['/v2/repository/index', { ready: 'yes' }, 400],
    ['/v2/repository/index', [], 400],
    ['/v2/repository/models/none/load', {}, 404],
    ['/v2/repository/models/none/unload', {}, 404],
    ['/v2/repository/models/wide/load', { parameters: { config: '{}' } }, 400],
    ['/v2/repository/models/wide/load', { parameters: { 'file:1/model.onnx': 'AAAA' } }, 400],
  ])('POST %s %j is %i', async (url, body, status) => {
    expect((await post(url, body)).status).toBe(status);
  });
});

describe('infer', () => {
  it('answers in JSON, with everything a caller needs to go on', async () => {
    const { status, headers, json } = await post('/v2/models/pair/infer', { id: 'mine', inputs: pair });
    expect([status, json]).toEqual([
      200,
      {
        model_name: 'pair',
        model_version: 'v1',
        id: 'mine',
        parameters: { inference_id: expect.any(String) as string },
        outputs: [
          { name: 'out_x', datatype: 'FP32', shape: [1, 2], data: [1.5, -2] },
          { name: 'out_t', datatype: 'BYTES', shape: [1], data: ['é'] },
        ],
      },
    ]);
    expect(headers['server-timing']).toMatch(/^auth;dur=.*queue;dur=.*infer;dur=.*total;dur=\d/);
    const { inference_id: id } = json['parameters'] as { inference_id: string };
    expect((await get(`/InferenceEvent/${id}`)).json).toMatchObject({
      modelId: 'pair',
      modelVersion: 'v1',
      featuresIn: { x: [[1.5, -2]], t: ['é'] },
      prediction: { out_x: [[1.5, -2]], out_t: ['é'] },
      errorCode: null,
    });
  });

  it('takes the version of the path, and outputs in the order asked for', async () => {
    const outputs = [{ name: 'out_t' }, { name: 'out_x' }];
    const { json } = await post('/v2/models/pair/versions/v2/infer', { inputs: pair, outputs });
    expect(json).toMatchObject({ model_version: 'v2', outputs: [{ name: 'out_t' }, { name: 'out_x' }] });
    const one = await post('/v2/models/pair/infer', { inputs: pair, outputs: [{ name: 'out_t' }] });
    expect(one.json['outputs']).toHaveLength(1);
    expect((await post('/v2/models/pair/infer', { inputs: pair, outputs: [] })).json['outputs']).toHaveLength(2);
  });

  it('answers zero rows with zero rows', async () => {
    const inputs = [
      { name: 'x', datatype: 'FP32', shape: [0, 2], data: [] },
      { name: 't', datatype: 'BYTES', shape: [0], data: [] },
    ];
    expect((await post('/v2/models/pair/infer', { inputs })).json['outputs']).toMatchObject([
      { shape: [0, 2], data: [] },
      { shape: [0], data: [] },
    ]);
  });

  it('speaks the binary extension both ways, and mixed', async () => {
    const header = Buffer.from(
      JSON.stringify({
        inputs: [
          { name: 'x', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } },
          { name: 't', datatype: 'BYTES', shape: [1], data: ['é'] },
        ],
        parameters: { binary_data_output: true },
        outputs: [{ name: 'out_x' }, { name: 'out_t', parameters: { binary_data: false } }],
      }),
    );
    const data = Buffer.from('0000c03f000000c0', 'hex');
    const { status, headers, bytes } = await send('/v2/models/pair/infer', {
      body: Buffer.concat([header, data]),
      headers: { 'inference-header-content-length': String(header.length) },
    });
    expect([status, headers['content-type']]).toEqual([200, 'application/octet-stream']);
    const length = Number(headers['inference-header-content-length']);
    expect(headers['content-length']).toBe(String(length + 8));
    expect(JSON.parse(bytes.subarray(0, length).toString())).toMatchObject({
      outputs: [
        { name: 'out_x', parameters: { binary_data_size: 8 } },
        { name: 'out_t', data: ['é'] },
      ],
    });
    expect(bytes.subarray(length)).toEqual(data);
  });

  it('takes the raw form', async () => {
    const headers = { 'inference-header-content-length': '0', 'content-type': 'application/octet-stream' };
    const body = Buffer.from([1, 2, 3]);
    const { status, headers: given, bytes } = await send('/v2/models/wide/infer', { body, headers });
    expect([status, bytes.subarray(Number(given['inference-header-content-length']))]).toEqual([200, body]);
    expect(await send('/v2/models/pair/infer', { body, headers })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('models with one input, and the model has 2') as string },
    });
  });

  it('compresses answers of 1 KiB and more as the caller accepts, and reads compressed requests', async () => {
    const inputs = [{ name: 'x', datatype: 'UINT8', shape: [1, 2_000], data: Array.from({ length: 2_000 }, () => 7) }];
    const plain = await post('/v2/models/wide/infer', { inputs });
    expect([plain.headers['content-encoding'], plain.headers['vary']]).toEqual([undefined, 'accept-encoding']);
    for (const [accepted, coding] of [
      ['gzip', 'gzip'],
      ['deflate, gzip;q=0.5', 'deflate'],
      ['br, *', 'gzip'],
      ['gzip;q=0, deflate', 'deflate'],
      ['identity, gzip;q=0.1', undefined],
      ['br', undefined],
      ['gzip;q=nonsense', undefined],
    ] as const) {
      const { headers, bytes } = await post('/v2/models/wide/infer', { inputs }, { 'accept-encoding': accepted });
      expect([accepted, headers['content-encoding']]).toEqual([accepted, coding]);
      expect(headers['content-length']).toBe(String(bytes.length));
      const text = (
        coding === 'gzip' ? gunzipSync(bytes) : coding === 'deflate' ? inflateSync(bytes) : bytes
      ).toString();
      expect((JSON.parse(text) as Json)['outputs']).toEqual(plain.json['outputs']);
    }
    const small = await post('/v2/models/pair/infer', { inputs: pair }, { 'accept-encoding': 'gzip' });
    expect(small.headers['content-encoding']).toBeUndefined();
    const zipped = await send('/v2/models/pair/infer', {
      body: gzipSync(JSON.stringify({ inputs: pair })),
      headers: { 'content-encoding': 'gzip' },
    });
    expect(zipped.status).toBe(200);
  });

  it.each<[string, object, number, string]>([
    ['an unknown model', { url: '/v2/models/none/infer' }, 404, 'NOT_FOUND'],
    ['an unknown version', { url: '/v2/models/pair/versions/v9/infer' }, 404, 'NOT_FOUND'],
    ['an empty body', { text: '' }, 400, 'INVALID_INPUT'],
    ['broken JSON', { text: '{"inputs":[' }, 400, 'INVALID_INPUT'],
    ['a key given twice', { text: '{"inputs":[],"inputs":[]}' }, 400, 'INVALID_INPUT'],
    ['a number that nothing holds', { text: `{"inputs":[${'9'.repeat(1e6)}]}` }, 400, 'INVALID_INPUT'],
    ['too deep nesting', { text: '['.repeat(250_000) }, 413, 'TOO_LARGE'],
    ['an unknown output', { message: { inputs: pair, outputs: [{ name: 'y' }] } }, 400, 'INVALID_INPUT'],
    [
      'an output asked for twice',
      { message: { inputs: pair, outputs: [{ name: 'out_x' }, { name: 'out_x' }] } },
      400,
      'INVALID_INPUT',
    ],
    ['another content type', { headers: { 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another coding', { headers: { 'content-encoding': 'br' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a header length beyond the body',
      { headers: { 'inference-header-content-length': '99999999999' } },
      400,
      'INVALID_INPUT',
    ],
    ['another verb', { method: 'GET' }, 405, 'METHOD_NOT_ALLOWED'],
  ])('refuses %s', async (_name, asked, status, code) => {
    const {
      url = '/v2/models/pair/infer',
      text,
      message,
      headers = {},
      method = 'POST',
    } = asked as {
      url?: string;
      text?: string;
      message?: object;
      headers?: Record<string, string>;
      method?: string;
    };
    const body = Buffer.from(text ?? JSON.stringify(message ?? { inputs: pair }));
    const sent = { method, headers: { 'content-type': 'application/json', ...headers } };
    const answer = await send(url, method === 'GET' ? sent : { ...sent, body });
    expect([answer.status, answer.json]).toEqual([
      status,
      { error: expect.any(String) as string, code, requestId: expect.any(String) as string },
    ]);
  });

  it('gives up when the time allowed has run out', async () => {
    const message = { inputs: pair, parameters: { timeout: 1 } };
    expect(await post('/v2/models/pair/infer', message)).toMatchObject({ status: 504 });
    expect((await post('/v2/models/pair/infer', { ...message, parameters: { timeout: 0 } })).status).toBe(200);
  });
});
