import { Readable } from 'node:stream';
import { createBenchmarks } from '@harper-edge/benchmark';
import {
  EdgeError,
  silentLogger,
  systemClock,
  type ChatChunk,
  type ChatRequest,
  type InferenceBackend,
  type LoadedModel,
  type LogFacts,
  type Tensor,
} from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { createInferenceEngine, type InferenceEngine } from '@harper-edge/inference-engine';
import { createMonitoring, type Monitoring } from '@harper-edge/monitoring';
import { createRegistry } from '@harper-edge/registry';
import { createMemoryStore } from '@harper-edge/store/memory';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi, type Api, type ApiResponse } from '../../index.ts';
import { createShop } from '../../shop/shop.ts';

/** Vectors [length of the text, 3, 4]: after the second number of two, [length, 3] at length 1. */
const vectorOf = (text: string): number[] => [text.length, 3, 4];

const embeddingModel = (overrides: Partial<LoadedModel> = {}): LoadedModel => ({
  metadata: {
    platform: 'test_text',
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
    outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, 3] }],
  },
  memoryBytes: 1,
  tokens: {
    count: (texts) => Promise.resolve(texts.map((text) => text.length)),
    decode: (ids) => Promise.resolve(ids.map((list) => String.fromCharCode(...list))),
  },
  run: ([input]) => {
    const texts = (input?.data ?? []) as string[];
    const data = Float32Array.from(texts.flatMap(vectorOf));
    return Promise.resolve<Tensor[]>([{ name: 'embedding', datatype: 'FP32', shape: [texts.length, 3], data }]);
  },
  release: () => Promise.resolve(),
  ...overrides,
});

const classifier = embeddingModel({
  metadata: {
    platform: 'test_table',
    inputs: [{ name: 'row', datatype: 'FP32', shape: [-1, 4] }],
    outputs: [{ name: 'label', datatype: 'BYTES', shape: [-1] }],
  },
});

/** What a chat model was asked, and what became of the asking. */
interface Said {
  requests: ChatRequest[];
  stopped: number;
}

const chatModel = (said: Said, speak: (signal: AbortSignal | undefined) => AsyncGenerator<ChatChunk>): LoadedModel => ({
  ...embeddingModel(),
  metadata: {
    platform: 'test_chat',
    inputs: [{ name: 'prompt', datatype: 'BYTES', shape: [-1] }],
    outputs: [{ name: 'text', datatype: 'BYTES', shape: [-1] }],
  },
  chat: async function* (request, { signal } = {}) {
    said.requests.push(request);
    try {
      yield* speak(signal);
    } finally {
      said.stopped++;
    }
  },
});

async function* hello(): AsyncGenerator<ChatChunk> {
  await Promise.resolve();
  yield { type: 'text', text: 'Hel' };
  yield { type: 'text', text: 'lo' };
  yield { type: 'end', finishReason: 'length', promptTokens: 7, completionTokens: 2 };
}

async function* breaksOff(): AsyncGenerator<ChatChunk> {
  yield* Readable.from([{ type: 'text', text: 'Hel' }]) as AsyncIterable<ChatChunk>;
  throw new EdgeError('MODEL_FAILED', 'the model fell over', { cause: new Error('secret') });
}

async function* neverBegins(): AsyncGenerator<ChatChunk> {
  yield* Readable.from([]) as AsyncIterable<never>;
  throw new EdgeError('UNAVAILABLE', 'the model is busy', { retryAfterSeconds: 3 });
}

/** One piece, and then nothing until it is told to stop. */
async function* hangs(signal: AbortSignal | undefined): AsyncGenerator<ChatChunk> {
  yield { type: 'text', text: 'Hel' };
  await new Promise((resolve) => {
    if (signal?.aborted === true) resolve(undefined);
    else signal?.addEventListener('abort', resolve);
  });
  throw new EdgeError('DEADLINE_EXCEEDED', 'given up');
}

let api: Api;
let engine: InferenceEngine;
let monitoring: Monitoring;
let said: Said;
let logged: LogFacts[];

const caller = { name: 'test' };

/** The members of all answers that are looked into one by one. */
interface AnyAnswer {
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null };
  readonly data: readonly { readonly id: string; readonly embedding: unknown; readonly created: number }[];
  readonly usage?: unknown;
  readonly choices: readonly { readonly delta: unknown; readonly finish_reason: unknown }[];
  readonly inferenceId: string;
  readonly code: string;
}

async function ask(
  path: string,
  json?: unknown,
  signal = new AbortController().signal,
): Promise<ApiResponse & { json: AnyAnswer }> {
  const response = await api.fetch(
    {
      method: json === undefined ? 'GET' : 'POST',
      url: path,
      headers: new Headers(json === undefined ? {} : { 'content-type': 'application/json' }),
      body: json === undefined ? null : Readable.from([Buffer.from(JSON.stringify(json))]),
      signal,
    },
    caller,
  );
  const { body } = response;
  return { ...response, json: (typeof body === 'string' ? JSON.parse(body) : undefined) as AnyAnswer };
}

const eventOf = async () => (await monitoring.events({ limit: 1 })).rows[0];

beforeEach(async () => {
  said = { requests: [], stopped: 0 };
  logged = [];
  const store = createMemoryStore();
  const registry = createRegistry({ store, clock: systemClock });
  const models: Record<string, LoadedModel> = {
    embed: embeddingModel(),
    tokenless: { ...embeddingModel(), tokens: undefined } as unknown as LoadedModel,
    nan: embeddingModel({
      run: () =>
        Promise.resolve([{ name: 'embedding', datatype: 'FP32', shape: [1, 3], data: Float32Array.of(1, NaN, 2) }]),
    }),
    classifier,
    chat: chatModel(said, hello),
    breaks: chatModel(said, breaksOff),
    busy: chatModel(said, neverBegins),
    hangs: chatModel(said, hangs),
  };
  const backend: InferenceBackend = {
    framework: 'onnx',
    load: (artifact) => {
      const name = 'bytes' in artifact ? new TextDecoder().decode(artifact.bytes) : '';
      const model = models[name];
      return model === undefined ? Promise.reject(new Error(name)) : Promise.resolve(model);
    },
  };
  const logger = { ...silentLogger, error: (_message: string, facts: LogFacts = {}) => void logged.push(facts) };
  engine = createInferenceEngine({
    backends: [backend],
    readArtifact: async (model) => ({ bytes: await registry.readArtifact(model) }),
    clock: systemClock,
    logger,
  });
  monitoring = createMonitoring({ store, clock: systemClock, logger });
  api = createApi({
    registry,
    engine,
    monitoring,
    benchmarks: createBenchmarks({ store }),
    shop: createShop({ store, clock: systemClock, rng: createSeededRng(1), logger }),
    clock: systemClock,
    rng: createSeededRng(1),
    logger,
    host: { name: 'standalone', version: '0.0.0', nodeVersion: process.version },
  });
  for (const [modelId, model] of Object.entries(models)) {
    for (const version of modelId === 'embed' ? ['v1', 'v2'] : ['v1']) {
      await registry.register({
        modelId,
        version,
        framework: 'onnx',
        stage: version === 'v1' ? 'production' : 'archived',
        artifact: await registry.storeArtifact(Readable.from([Buffer.from(modelId)])),
        modelMetadata: model.metadata,
        inputSchema: null,
        outputSchema: null,
        metadata: {},
      });
    }
  }
});

describe('POST /v1/embeddings', () => {
  const embed = (input: unknown, more: object = {}) => ask('/v1/embeddings', { model: 'embed', input, ...more });

  it('answers texts in their order, with the tokens they are', async () => {
    const { status, json, headers } = await embed(['a', 'bbb', 'cc'], { user: 'ann@example.com' });
    expect([status, json]).toEqual([
      200,
      {
        object: 'list',
        model: 'embed',
        data: [1, 3, 2].map((length, index) => ({ object: 'embedding', index, embedding: [length, 3, 4] })),
        usage: { prompt_tokens: 6, total_tokens: 6 },
      },
    ]);
    expect(headers['server-timing']).toMatch(/total;dur=/);
    expect(await eventOf()).toMatchObject({
      id: headers['x-inference-id'],
      featuresIn: { text: ['a', 'bbb', 'cc'] },
      userId: 'ann@example.com',
      errorCode: null,
    });
  });

  it('writes base64 of little-endian 32-bit floats', async () => {
    const { json } = await embed('text', { encoding_format: 'base64' });
    const bytes = Buffer.from(json.data[0]?.embedding as string, 'base64');
    expect([0, 4, 8].map((offset) => bytes.readFloatLE(offset))).toEqual([4, 3, 4]);
  });

  it('reads token ids, one list or many', async () => {
    expect((await embed([104, 105])).json.data).toMatchObject([{ embedding: [2, 3, 4] }]);
    expect((await embed([[104], [104, 105, 106]])).json.data).toMatchObject([
      { index: 0, embedding: [1, 3, 4] },
      { index: 1, embedding: [3, 3, 4] },
    ]);
    const refused = await ask('/v1/embeddings', { model: 'tokenless', input: [1] });
    expect([refused.status, refused.json.error.param]).toEqual([400, 'input']);
    expect((await ask('/v1/embeddings', { model: 'tokenless', input: 'a' })).json.usage).toEqual({
      prompt_tokens: 0,
      total_tokens: 0,
    });
  });

  it('cuts to fewer dimensions at length 1, and refuses more', async () => {
    expect((await embed('four', { dimensions: 2 })).json.data[0]?.embedding).toEqual([
      Math.fround(0.8),
      Math.fround(0.6),
    ]);
    expect((await embed('four', { dimensions: 3 })).json.data[0]?.embedding).toEqual([4, 3, 4]);
    const { status, json } = await embed('four', { dimensions: 4 });
    expect([status, json.error.param]).toEqual([400, 'dimensions']);
  });

  it.each([
    ['input', { input: '' }],
    ['input', { input: [] }],
    ['input.1', { input: ['a', ''] }],
    ['input', { input: ['a', 1] }],
    ['input', { input: [[]] }],
    ['input', { input: [1.5] }],
    ['input', { input: [-1] }],
    ['input', { input: 5 }],
    ['input', {}],
    ['encoding_format', { input: 'a', encoding_format: 'int8' }],
    ['dimensions', { input: 'a', dimensions: 0 }],
    ['truncate', { input: 'a', truncate: 'END' }],
    ['model', { input: 'a', model: '' }],
    ['model', { input: 'a', model: 'a/b' }],
    ['model', { input: 'a', model: 'embed:' }],
    ['model', { input: 'a', model: 'classifier' }],
    ['model', { input: 'a', model: 'chat' }],
  ])('refuses what is wrong, naming %s: %j', async (param, given) => {
    const { status, json, headers } = await ask('/v1/embeddings', { model: 'embed', ...given });
    expect([status, json.error, headers['x-should-retry']]).toEqual([
      400,
      { message: expect.any(String) as string, type: 'invalid_request_error', param, code: 'INVALID_INPUT' },
      'false',
    ]);
  });

  it('refuses a million of anything without taking long', async () => {
    for (const one of ['a', 1, [1], null]) {
      // The time of this process, which others on the machine cannot stretch; a schema for each element takes a minute.
      const before = process.cpuUsage();
      expect((await embed(Array.from({ length: 1_000_000 }, () => one))).status).toBe(400);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000).toBeLessThan(8_000);
    }
  });

  it('takes a version, and answers 404 for what is not there', async () => {
    expect((await embed('a', { model: 'embed:v2' })).status).toBe(200);
    for (const model of ['embed:v3', 'nothing']) {
      const { status, json } = await embed('a', { model });
      expect([status, json.error]).toMatchObject([404, { type: 'not_found_error', code: 'NOT_FOUND' }]);
    }
  });

  it('fails where a model gives what is no number', async () => {
    const { status, json, headers } = await embed('a', { model: 'nan' });
    expect([status, json.error.type, headers['x-should-retry']]).toEqual([500, 'api_error', 'false']);
  });
});

describe('GET /v1/models', () => {
  it('lists each model once and shows one, with or without a version', async () => {
    const { json } = await ask('/v1/models');
    expect(json).toMatchObject({ object: 'list' });
    expect(json.data.map(({ id }) => id).sort()).toEqual([
      'breaks',
      'busy',
      'chat',
      'classifier',
      'embed',
      'hangs',
      'nan',
      'tokenless',
    ]);
    const [model] = json.data;
    expect(model).toEqual({
      id: expect.any(String) as string,
      object: 'model',
      created: expect.any(Number) as number,
      owned_by: 'harper-edge-ai',
    });
    expect(Math.abs((model?.created ?? 0) - systemClock.nowMs() / 1_000)).toBeLessThan(60);
    expect((await ask('/v1/models/embed')).json).toMatchObject({ id: 'embed' });
    expect((await ask('/v1/models/embed:v2')).json).toMatchObject({ id: 'embed:v2' });
    expect((await ask('/v1/models/none')).json.error).toMatchObject({ type: 'not_found_error' });
  });

  it('needs a caller, and says so as OpenAI does', async () => {
    const { status, body, headers } = await api.fetch(
      { method: 'GET', url: '/v1/models', headers: new Headers(), body: null, signal: new AbortController().signal },
      undefined,
    );
    expect([status, JSON.parse(body as string)]).toMatchObject([401, { error: { type: 'authentication_error' } }]);
    expect(headers['x-request-id']).toMatch(/./);
  });
});

describe('POST /v1/chat/completions', () => {
  const messages = [{ role: 'user', content: 'Hi' }];
  const chat = (more: object = {}, signal?: AbortSignal) =>
    ask('/v1/chat/completions', { model: 'chat', messages, ...more }, signal);
  const dataOf = async ({ body }: ApiResponse): Promise<(AnyAnswer | 'DONE')[]> => {
    const text = (await Readable.from(body as AsyncIterable<string>).toArray()).join('');
    expect(text).toMatch(/^(data: [^\n]+\n\n)+$/);
    return text
      .trim()
      .split('\n\n')
      .map((line) => (line === 'data: [DONE]' ? 'DONE' : (JSON.parse(line.slice(6)) as AnyAnswer)));
  };

  it('answers whole', async () => {
    const { status, json, headers } = await chat({ user: 'ann' });
    expect([status, json]).toEqual([
      200,
      {
        id: `chatcmpl-${headers['x-inference-id'] ?? ''}`,
        object: 'chat.completion',
        created: expect.any(Number) as number,
        model: 'chat',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: 'Hello', refusal: null },
            logprobs: null,
            finish_reason: 'length',
          },
        ],
        usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 },
      },
    ]);
    expect(await eventOf()).toMatchObject({
      id: headers['x-inference-id'],
      modelId: 'chat',
      userId: 'ann',
      featuresIn: { messages },
      prediction: { text: 'Hello', finishReason: 'length' },
      errorCode: null,
    });
  });

  it('hands on what was asked', async () => {
    const asked = {
      messages: [
        { role: 'developer', content: 'Be brief.', name: 'house' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
        { role: 'assistant', content: 'c', refusal: null, tool_calls: [] },
      ],
      ...{ temperature: 0, top_p: 0.5, max_completion_tokens: 9, stop: 'x', seed: -4, n: 1, store: true },
      ...{ frequency_penalty: 0, logit_bias: {}, response_format: { type: 'text' }, tool_choice: 'none', tools: [] },
      ...{ logprobs: false, modalities: ['text'], metadata: { a: 'b' }, stream: false, stream_options: null },
    };
    expect((await chat(asked)).status).toBe(200);
    expect((await chat({ stop: ['x', 'y'], max_tokens: 3 })).status).toBe(200);
    expect(said.requests).toEqual([
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'a\nb' },
          { role: 'assistant', content: 'c' },
        ],
        ...{ temperature: 0, topP: 0.5, maxTokens: 9, stop: ['x'], seed: -4 },
      },
      { messages, maxTokens: 3, stop: ['x', 'y'] },
    ]);
  });

  it.each([
    ['temperature', { temperature: 3 }],
    ['top_p', { top_p: 0 }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_tokens', { max_tokens: 1, max_completion_tokens: 2 }],
    ['stop.0', { stop: [''] }],
    ['stop', { stop: 1 }],
    ['n', { n: 2 }],
    ['tools', { tools: [{ type: 'function' }] }],
    ['tool_choice', { tool_choice: 'required' }],
    ['functions', { functions: [{ name: 'f' }] }],
    ['logprobs', { logprobs: true }],
    ['top_logprobs', { top_logprobs: 2 }],
    ['response_format.type', { response_format: { type: 'json_object' } }],
    ['frequency_penalty', { frequency_penalty: 1 }],
    ['reasoning_effort', { reasoning_effort: 'high' }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['stream_options', { stream_options: { include_usage: true } }],
    ['top_k', { top_k: 4 }],
    ['messages', { messages: [] }],
    ['messages.0.role', { messages: [{ role: 'boss', content: 'a' }] }],
    ['messages.0.role', { messages: [{ role: 'tool', content: 'a', tool_call_id: 'x' }] }],
    ['messages.0.content', { messages: [{ role: 'user', content: null }] }],
    ['messages.0.content', { messages: [{ role: 'user', content: 7 }] }],
    ['messages.0.tool_calls', { messages: [{ role: 'assistant', content: null, tool_calls: [{ id: 'x' }] }] }],
    [
      'messages.1.content.1',
      {
        messages: [
          ...messages,
          {
            role: 'user',
            content: [
              { type: 'text', text: 'a' },
              { type: 'image_url', image_url: { url: 'data:,' } },
            ],
          },
        ],
      },
    ],
  ])('refuses what it cannot honour, naming %s', async (param, given) => {
    const { status, json } = await chat(given);
    expect([status, json.error]).toMatchObject([400, { param, type: 'invalid_request_error' }]);
    expect(said.requests).toEqual([]);
  });

  it('refuses a model that holds no conversations, and records that', async () => {
    const { status, json } = await chat({ model: 'embed' });
    expect([status, json.error.message]).toEqual([400, expect.stringContaining('no conversations')]);
    expect(await eventOf()).toMatchObject({ modelId: 'embed', prediction: null, errorCode: 'INVALID_INPUT' });
  });

  it('streams: the role, the pieces, the end, and the usage where it is asked for', async () => {
    const answered = await chat({ stream: true, stream_options: { include_usage: true } });
    expect([answered.status, answered.headers]).toMatchObject([
      200,
      { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    ]);
    const all = await dataOf(answered);
    expect(all.at(-1)).toBe('DONE');
    const events = all.filter((event) => event !== 'DONE');
    expect(events).toHaveLength(all.length - 1);
    expect(events.map(({ choices }) => choices[0]?.delta)).toEqual([
      { role: 'assistant', content: '', refusal: null },
      { content: 'Hel' },
      { content: 'lo' },
      {},
      undefined,
    ]);
    expect(events.map(({ choices }) => choices[0]?.finish_reason)).toEqual([null, null, null, 'length', undefined]);
    expect(events.map(({ usage }) => usage)).toEqual([
      ...[null, null, null, null],
      { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 },
    ]);
    const common = {
      id: `chatcmpl-${answered.headers['x-inference-id'] ?? ''}`,
      object: 'chat.completion.chunk',
      model: 'chat',
    };
    for (const event of events) expect(event).toMatchObject(common);
    expect(await eventOf()).toMatchObject({ prediction: { text: 'Hello', finishReason: 'length' } });
    const plain = await dataOf(await chat({ stream: true }));
    expect(plain).toHaveLength(5);
    expect(plain[0]).not.toHaveProperty('usage');
  });

  it('answers a failure before the first piece with its status', async () => {
    for (const stream of [true, false]) {
      const { status, json, headers } = await chat({ model: 'busy', stream });
      expect([status, json.error.type, headers['retry-after'], headers['x-should-retry']]).toEqual([
        503,
        'api_error',
        '3',
        undefined,
      ]);
    }
    expect(await eventOf()).toMatchObject({ prediction: null, errorCode: 'UNAVAILABLE' });
    expect(engine.loaded().map(({ leases }) => leases)).toEqual([0]);
  });

  it('ends a stream that fails with one event that says so', async () => {
    const events = await dataOf(await chat({ model: 'breaks', stream: true }));
    expect(events).toHaveLength(3);
    expect(events[2]).toEqual({
      error: { message: 'the model fell over', type: 'api_error', param: null, code: 'MODEL_FAILED' },
    });
    expect(await eventOf()).toMatchObject({
      prediction: { text: 'Hel', finishReason: null },
      errorCode: 'MODEL_FAILED',
    });
    expect(logged).toMatchObject([{ error: { code: 'MODEL_FAILED' } }]);
  });

  it.each([
    ['before the first event is read', 0],
    ['while it waits for the model', 3],
  ])('stops the model when the caller leaves %s', async (_when, reads) => {
    const { body } = await chat({ model: 'hangs', stream: true });
    const iterator = (body as AsyncIterable<string>)[Symbol.asyncIterator]();
    const read: Promise<unknown>[] = [];
    for (let i = 0; i < reads; i++) read.push(iterator.next());
    await iterator.return?.();
    await Promise.all(read);
    expect(said.stopped).toBe(1);
    expect(engine.loaded().map(({ leases }) => leases)).toEqual([0]);
    expect(await eventOf()).toMatchObject({ prediction: { text: 'Hel', finishReason: null }, errorCode: null });
    expect(logged).toEqual([]);
  });

  it('stops the model when the caller of a whole answer leaves', async () => {
    const abort = new AbortController();
    const asked = chat({ model: 'hangs' }, abort.signal);
    await vi.waitFor(() => {
      expect(said.requests).toHaveLength(1);
    });
    abort.abort();
    expect((await asked).status).toBe(504);
    expect(said.stopped).toBe(1);
    expect(await eventOf()).toMatchObject({ prediction: { text: 'Hel' }, errorCode: null });
  });
});

describe('POST /predict of a chat model', () => {
  it('takes a prompt or messages', async () => {
    const { json } = await ask('/predict', { modelId: 'chat', prompt: 'Hi', userId: 'u', sessionId: 's' });
    expect(json).toEqual({
      inferenceId: expect.any(String) as string,
      prediction: { text: 'Hello', finishReason: 'length' },
      modelName: 'chat',
      modelVersion: 'v1',
      framework: 'onnx',
      latencyMs: expect.any(Number) as number,
    });
    expect(await eventOf()).toMatchObject({ id: json.inferenceId, userId: 'u', sessionId: 's' });
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ];
    expect((await ask('/predict', { modelId: 'chat', messages })).status).toBe(200);
    expect(said.requests).toEqual([{ messages: messages.slice(1) }, { messages }]);
  });

  it('refuses both, and other inputs beside them, and a model that holds no conversations', async () => {
    const messages = [{ role: 'user', content: 'Hi' }];
    for (const more of [{ messages }, { text: 'a' }, { features: {} }]) {
      const { status, json } = await ask('/predict', { modelId: 'chat', prompt: 'Hi', ...more });
      expect([status, json.code]).toEqual([400, 'INVALID_INPUT']);
    }
    expect((await ask('/predict', { modelId: 'embed', prompt: 'Hi' })).status).toBe(400);
  });

  it('gives up when the time is over', async () => {
    const { status, json } = await ask('/predict', { modelId: 'hangs', prompt: 'Hi', timeoutMs: 500 });
    expect([status, json.code]).toEqual([504, 'DEADLINE_EXCEEDED']);
    expect(await eventOf()).toMatchObject({ prediction: { text: 'Hel' }, errorCode: 'DEADLINE_EXCEEDED' });
  });
});
