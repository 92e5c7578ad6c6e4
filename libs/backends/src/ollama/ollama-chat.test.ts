import type { ChatChunk, ChatRequest, LoadedModel, Tensor } from '@harper-edge/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOllamaBackend, type OllamaBackendOptions } from './index.ts';
import { startOllamaServer, type OllamaServer } from './testing/index.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const prompts: Tensor[] = [{ name: 'prompt', datatype: 'BYTES', shape: [2], data: ['one', 'two'] }];
const hello: ChatRequest = { messages: [{ role: 'user', content: 'Why is the sky blue?' }] };

let server: OllamaServer;
beforeEach(async () => {
  server = await startOllamaServer();
});
afterEach(() => server.close());

const load = (artifact: object = {}, options: OllamaBackendOptions = {}): Promise<LoadedModel> =>
  createOllamaBackend({ host: server.host, ...options }).load({
    bytes: encode({ modelName: 'llama3.2', ...artifact }),
  });
const talk = (model: LoadedModel, request = hello, signal?: AbortSignal): AsyncIterable<ChatChunk> => {
  if (model.chat === undefined) throw new Error('expected a model that holds conversations');
  return model.chat(request, signal === undefined ? {} : { signal });
};
const collect = (chunks: AsyncIterable<ChatChunk>): Promise<ChatChunk[]> => {
  const all: ChatChunk[] = [];
  return (async () => {
    for await (const chunk of chunks) all.push(chunk);
    return all;
  })();
};
const textOf = (chunks: readonly ChatChunk[]): string =>
  chunks.map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join('');
const asked = (): Record<string, unknown> => server.requests.at(-1)?.body as Record<string, unknown>;

describe('chat', () => {
  it.each([
    ['chat', 6],
    ['generate', 5],
  ])('answers piece by piece in mode %s, and says how it ended', async (mode, promptTokens) => {
    const chunks = await collect(talk(await load({ mode })));
    const texts = chunks.slice(0, -1);
    expect(texts.length).toBeGreaterThan(3);
    expect(texts.every(({ type }) => type === 'text')).toBe(true);
    expect(chunks.at(-1)).toEqual({
      type: 'end',
      finishReason: 'stop',
      promptTokens,
      completionTokens: texts.length,
    });
    expect(await server.requests.at(-1)?.outcome).toBe('answered');
  });

  it('answers a single prompt in mode generate as `run` does, and a longer conversation as one', async () => {
    const model = await load({ mode: 'generate', options: { temperature: 0.1 } });
    const prompt = { role: 'user' as const, content: 'the sea' };
    const text = textOf(await collect(talk(model, { messages: [prompt], seed: 7 })));
    const options = { temperature: 0.1, seed: 7 };
    expect(asked()).toEqual({ model: 'llama3.2', stream: true, prompt: 'the sea', options });
    const same = await load({ mode: 'generate', options });
    const tensor = { name: 'prompt', datatype: 'BYTES', shape: [1], data: ['the sea'] } as const;
    expect((await same.run([tensor]))[0]?.data).toEqual([text]);
    const messages = [prompt, { role: 'assistant' as const, content: 'is wide' }, prompt];
    await collect(talk(model, { messages }));
    expect(asked()).toMatchObject({ messages });
  });

  it('gives the words of Ollama to what is asked', async () => {
    const model = await load({ options: { temperature: 0.1, num_ctx: 2048 } });
    const chunks = await collect(
      talk(model, { ...hello, temperature: 0.7, topP: 0.9, maxTokens: 2, stop: ['\n'], seed: 7 }),
    );
    expect(asked()).toEqual({
      model: 'llama3.2',
      stream: true,
      messages: hello.messages,
      options: { num_ctx: 2048, temperature: 0.7, top_p: 0.9, num_predict: 2, stop: ['\n'], seed: 7 },
    });
    expect(chunks.at(-1)).toMatchObject({ finishReason: 'length', completionTokens: 2 });
  });

  it('puts the system prompt of the artifact first, unless the conversation has its own', async () => {
    const model = await load({ systemPrompt: 'Be brief.' });
    await collect(talk(model));
    expect(asked()['messages']).toEqual([{ role: 'system', content: 'Be brief.' }, ...hello.messages]);
    const own = [{ role: 'system' as const, content: 'Be long.' }, ...hello.messages];
    await collect(talk(model, { messages: own }));
    expect(asked()['messages']).toEqual(own);
  });

  it('leaves out what a model thinks, and takes an end without counts', async () => {
    const lines = [
      { message: { role: 'assistant', content: '', thinking: 'hm' }, done: false },
      { message: { role: 'assistant', content: 'Ja 🌍' }, done: false },
      { message: { role: 'assistant', content: '.' }, done: true },
    ];
    server.inject({
      path: '/api/chat',
      raw: lines.map((line) => JSON.stringify(line)).join('\n'),
      type: 'application/x-ndjson',
    });
    expect(await collect(talk(await load()))).toEqual([
      { type: 'text', text: 'Ja 🌍' },
      { type: 'text', text: '.' },
      { type: 'end', finishReason: 'stop', promptTokens: 0, completionTokens: 0 },
    ]);
  });

  it('uses its connections again', async () => {
    const model = await load();
    server.inject({ path: '/api/chat', lingerMs: 10, times: 5 });
    const open = server.requests.map(({ connection }) => connection);
    for (let i = 0; i < 5; i++) await collect(talk(model));
    expect(open).toEqual(expect.arrayContaining(server.requests.map(({ connection }) => connection)));
  });

  it('is whole when the connection is cut after the last piece', async () => {
    const model = await load();
    const whole = await collect(talk(model));
    server.inject({ path: '/api/chat', cut: 'reset', after: 99 });
    expect(await collect(talk(model))).toEqual(whole);
  });

  it('refuses a conversation without messages', async () => {
    await expect(collect(talk(await load(), { messages: [] }))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('after release is UNAVAILABLE, and release waits for those under way', async () => {
    const model = await load();
    server.inject({ path: '/api/chat', pauseMs: 20 });
    const talking = collect(talk(model));
    // The conversation counts from its first piece on.
    const late = talk(model);
    let over = false;
    const ending = talking.finally(() => (over = true));
    await model.release();
    expect(over).toBe(true);
    expect(textOf(await ending)).toMatch(/\.$/);
    expect(server.requests.at(-1)?.path).toBe('/api/generate');
    await expect(collect(late)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('giving up', () => {
  const hang = { pauseMs: Infinity, after: 2 };
  const outcome = () => server.requests.find(({ path }) => path === '/api/chat')?.outcome;

  it('a signal that is aborted already asks nothing', async () => {
    const model = await load();
    await expect(collect(talk(model, hello, AbortSignal.abort()))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(server.requests.map(({ path }) => path)).not.toContain('/api/chat');
  });

  it('aborting in the middle ends the request', async () => {
    const model = await load();
    server.inject({ path: '/api/chat', ...hang });
    const controller = new AbortController();
    const iterator = talk(model, hello, controller.signal)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const next = iterator.next();
    controller.abort(new Error('enough'));
    await expect(next).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', cause: { message: 'enough' } });
    expect(await outcome()).toBe('aborted');
    await model.release();
  });

  it('leaving the loop ends the request', async () => {
    const model = await load();
    server.inject({ path: '/api/chat', ...hang });
    for await (const chunk of talk(model)) {
      expect(chunk.type).toBe('text');
      break;
    }
    expect(await outcome()).toBe('aborted');
    await model.release();
  });

  it('returning while a piece is awaited ends the request at once', async () => {
    const model = await load();
    server.inject({ path: '/api/chat', ...hang });
    const iterator = talk(model)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    const next = iterator.next();
    await iterator.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await outcome()).toBe('aborted');
    await model.release();
  });

  it.each([
    ['chat', '/api/chat'],
    ['generate', '/api/generate'],
  ])('a run of prompts that is aborted ends all its requests: %s', async (mode, path) => {
    const model = await load({ mode });
    server.inject({ path, times: 2, ...hang });
    const controller = new AbortController();
    const running = model.run(prompts, { signal: controller.signal });
    const failed = expect(running).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect.poll(() => server.openRequests()).toBe(2);
    controller.abort();
    await failed;
    const outcomes = server.requests.filter((request) => request.path === path).map((request) => request.outcome);
    expect(await Promise.all(outcomes)).toEqual(['aborted', 'aborted']);
  });

  it('embeddings that are aborted end their request', async () => {
    const model = await load({ modelName: 'all-minilm', mode: 'embeddings' });
    server.inject({ path: '/api/embed', delayMs: Infinity });
    const controller = new AbortController();
    const running = model.run([{ name: 'text', datatype: 'BYTES', shape: [1], data: ['a'] }], {
      signal: controller.signal,
    });
    const failed = expect(running).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect.poll(() => server.openRequests()).toBe(1);
    controller.abort();
    await failed;
    expect(await server.requests.at(-1)?.outcome).toBe('aborted');
  });

  it('the first prompt that fails ends the others', async () => {
    const model = await load();
    server.inject({ path: '/api/chat', ...hang });
    server.inject({ path: '/api/chat', status: 500, error: 'llama runner process has terminated' });
    await expect(model.run(prompts)).rejects.toMatchObject({ code: 'MODEL_FAILED' });
    expect(await outcome()).toBe('aborted');
  });
});

describe('silence', () => {
  it.each([
    ['before the first byte', { delayMs: Infinity }],
    ['in the middle', { pauseMs: Infinity, after: 2 }],
  ])('%s ends with DEADLINE_EXCEEDED, and the request with it', async (_what, fault) => {
    const model = await load({}, { timeoutMs: 60 });
    server.inject({ path: '/api/chat', ...fault });
    await expect(collect(talk(model))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(await server.requests.at(-1)?.outcome).toBe('aborted');
  });

  it('of a server that loads is DEADLINE_EXCEEDED too', async () => {
    server.inject({ path: '/api/show', delayMs: Infinity });
    await expect(load({}, { timeoutMs: 60 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('is not counted between pieces that come, nor while the reader takes its time', async () => {
    const model = await load({}, { timeoutMs: 150 });
    server.inject({ path: '/api/chat', pauseMs: 60 });
    const iterator = talk(model, { ...hello, maxTokens: 3 })[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const chunks: ChatChunk[] = [];
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) chunks.push(next.value);
    expect(chunks.at(-1)).toMatchObject({ type: 'end' });
  });
});
