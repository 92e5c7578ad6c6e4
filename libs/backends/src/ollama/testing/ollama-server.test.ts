import { Ollama } from 'ollama';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startOllamaServer, type OllamaServer, type ServedModel } from './index.ts';

// The official client is what tells whether the stand-in speaks as Ollama does.
const tiny: ServedModel = {
  name: 'tiny:1b',
  family: 'llama',
  capabilities: ['completion'],
  sizeBytes: 1000,
  embeddingLength: 8,
  contextLength: 16,
};
let server: OllamaServer;
let client: Ollama;
beforeEach(async () => {
  server = await startOllamaServer({ library: [tiny] });
  client = new Ollama({ host: server.host });
});
afterEach(() => server.close());

const messages = [{ role: 'user', content: 'Why is the sky blue?' }];
const chatOf = async (options: object = {}): Promise<string> =>
  (await client.chat({ model: 'llama3.2', messages, options })).message.content;

describe('the official client', () => {
  it('reads the version and the lists', async () => {
    expect(await client.version()).toEqual({ version: '0.12.6' });
    const { models } = await client.list();
    expect(models.map(({ name, size }) => [name, size])).toEqual([
      ['llama3.2:latest', 2_019_393_189],
      ['all-minilm:latest', 45_960_996],
    ]);
    expect(models[0]?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await client.ps()).models).toEqual([]);
    await client.chat({ model: 'llama3.2', messages });
    expect((await client.ps()).models).toMatchObject([{ name: 'llama3.2:latest', size: 2_524_241_486 }]);
  });

  it('reads what is shown of a model', async () => {
    const shown = await client.show({ model: 'all-minilm' });
    expect(shown.capabilities).toEqual(['embedding']);
    expect(shown.details).toMatchObject({ format: 'gguf', family: 'bert' });
    expect(shown.model_info).toMatchObject({ 'general.architecture': 'bert', 'bert.embedding_length': 384 });
  });

  it('reads a chat whole and streamed, the same text both times', async () => {
    const whole = await client.chat({ model: 'llama3.2', messages });
    expect(whole).toMatchObject({ done: true, done_reason: 'stop', prompt_eval_count: 6 });
    const parts: string[] = [];
    for await (const part of await client.chat({ model: 'llama3.2', messages, stream: true })) {
      parts.push(part.message.content);
      if (part.done) expect(part.eval_count).toBe(parts.length - 1);
    }
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.join('')).toBe(whole.message.content);
    expect(whole.message.content).toMatch(/^[A-Z][a-z ]+\.$/);
  });

  it('reads a generated text whole and streamed', async () => {
    const request = { model: 'llama3.2', prompt: 'the sea' };
    const whole = await client.generate(request);
    let streamed = '';
    for await (const part of await client.generate({ ...request, stream: true })) streamed += part.response ?? '';
    expect(streamed).toBe(whole.response);
    expect(whole.context).toHaveLength(whole.eval_count);
  });

  it('steers the text with seed, num_predict and stop', async () => {
    const text = await chatOf();
    expect(await chatOf()).toBe(text);
    const seeded = await Promise.all([1, 2, 3, 4].map((seed) => chatOf({ seed })));
    expect(new Set(seeded).size).toBeGreaterThan(1);
    const short = await client.chat({ model: 'llama3.2', messages, options: { num_predict: 2 } });
    expect(short).toMatchObject({ done_reason: 'length', eval_count: 2 });
    expect(text.startsWith(short.message.content)).toBe(true);
    const stop = text.split(' ')[2] ?? '';
    expect(await chatOf({ stop: [stop] })).toBe(text.slice(0, text.indexOf(stop)));
  });

  it('reads embeddings: of length 1, near for near texts, one by one as together', async () => {
    const texts = ['the cat sat on the mat', 'a cat on a mat', 'shares fell sharply'];
    const { embeddings } = await client.embed({ model: 'all-minilm', input: texts });
    expect(embeddings.map(({ length }) => length)).toEqual([384, 384, 384]);
    const dot = (a = 0, b = 0): number =>
      (embeddings[a] ?? []).reduce((sum, value, index) => sum + value * (embeddings[b]?.[index] ?? 0), 0);
    expect(dot(0, 0)).toBeCloseTo(1, 6);
    expect(dot(0, 1)).toBeGreaterThan(dot(0, 2));
    const alone = await client.embed({ model: 'all-minilm', input: texts[1] ?? '' });
    expect(alone.embeddings).toEqual([embeddings[1]]);
    const short = await client.embed({ model: 'all-minilm', input: texts, dimensions: 4 });
    expect(short.embeddings.map(({ length }) => length)).toEqual([4, 4, 4]);
    expect((await client.embed({ model: 'all-minilm', input: [] })).embeddings).toEqual([]);
    expect((await client.embeddings({ model: 'all-minilm', prompt: 'cat' })).embedding).toHaveLength(384);
  });

  it('pulls a model, streamed and not, and deletes it', async () => {
    const statuses: string[] = [];
    for await (const { status, completed, total } of await client.pull({ model: 'tiny:1b', stream: true })) {
      statuses.push(completed > 0 ? `${status} ${completed}/${total}` : status);
    }
    expect(statuses.at(0)).toBe('pulling manifest');
    expect(statuses).toContainEqual(expect.stringMatching(/^pulling [0-9a-f]{12} 1000\/1000$/));
    expect(statuses.at(-1)).toBe('success');
    expect((await client.show({ model: 'TINY:1b' })).details.family).toBe('llama');
    await client.delete({ model: 'tiny:1b' });
    await expect(client.show({ model: 'tiny:1b' })).rejects.toThrow("model 'tiny:1b' not found");
    expect(await client.pull({ model: 'tiny:1b' })).toEqual({ status: 'success' });
  });

  it('unloads a model with keep_alive 0', async () => {
    await client.embed({ model: 'all-minilm', input: 'cat' });
    expect((await client.ps()).models).toHaveLength(1);
    const answer = await client.generate({ model: 'all-minilm', prompt: '', keep_alive: 0 });
    expect(answer).toMatchObject({ response: '', done_reason: 'unload' });
    expect((await client.ps()).models).toEqual([]);
  });

  it.each([
    ['chat', 404, "model 'nope' not found", () => client.chat({ model: 'nope', messages })],
    ['generate', 404, "model 'nope' not found", () => client.generate({ model: 'nope', prompt: 'a' })],
    ['embed', 404, 'model "nope" not found, try pulling it first', () => client.embed({ model: 'nope', input: 'a' })],
    ['show', 404, "model 'nope' not found", () => client.show({ model: 'nope' })],
    ['pull', 500, 'pull model manifest: file does not exist', () => client.pull({ model: 'nope' })],
    ['chat without a model', 400, 'model is required', () => client.chat({ model: '', messages })],
    ['chat', 400, '"all-minilm" does not support chat', () => client.chat({ model: 'all-minilm', messages })],
    [
      'generate',
      400,
      '"all-minilm" does not support generate',
      () => client.generate({ model: 'all-minilm', prompt: 'a' }),
    ],
    [
      'embed, too long and not to be cut',
      400,
      'the input length exceeds the context length',
      () => client.embed({ model: 'all-minilm', input: 'word '.repeat(300), truncate: false }),
    ],
    [
      'an option of a wrong type',
      500,
      'option "seed" must be of type float32',
      () => client.chat({ model: 'llama3.2', messages, options: { seed: 'x' as unknown as number } }),
    ],
    [
      'think',
      400,
      '"llama3.2" does not support thinking',
      () => client.chat({ model: 'llama3.2', messages, think: true }),
    ],
  ])('receives the failure of %s with status %d: %s', async (_what, status, message, call) => {
    await expect(call()).rejects.toMatchObject({ name: 'ResponseError', status_code: status, message });
  });

  it('receives the failure of a streamed pull in the stream', async () => {
    const statuses: string[] = [];
    const pulling = async (): Promise<void> => {
      for await (const { status } of await client.pull({ model: 'nope', stream: true })) statuses.push(status);
    };
    await expect(pulling()).rejects.toThrow('pull model manifest: file does not exist');
    expect(statuses).toEqual(['pulling manifest']);
  });
});

describe('requests that are no Ollama client', () => {
  it.each([
    ['GET', '/', undefined, 200, 'Ollama is running'],
    ['HEAD', '/', undefined, 200, ''],
    ['GET', '/api/nope', undefined, 404, '404 page not found'],
    ['GET', '/api/chat', undefined, 405, '405 method not allowed'],
    ['POST', '/api/chat', undefined, 400, '{"error":"missing request body"}'],
    ['POST', '/api/chat', 'hello', 400, `{"error":"invalid character 'h' looking for beginning of value"}`],
  ])('%s %s %s: %d', async (method, path, body, status, text) => {
    const response = await fetch(server.host + path, { method, ...(body !== undefined && { body }) });
    expect([response.status, await response.text()]).toEqual([status, text]);
  });
});

describe('faults', () => {
  const streamed = async (): Promise<string[]> => {
    const parts: string[] = [];
    for await (const part of await client.chat({ model: 'llama3.2', messages, stream: true })) {
      parts.push(part.message.content);
    }
    return parts;
  };

  it('meet as many requests as they say, and only those of their path', async () => {
    server.inject({ path: '/api/chat', status: 503, error: 'server busy', times: 2 });
    await expect(chatOf()).rejects.toMatchObject({ status_code: 503, message: 'server busy' });
    await client.version();
    await expect(chatOf()).rejects.toMatchObject({ status_code: 503 });
    await chatOf();
  });

  it('fail a stream after some pieces, with words, by ending it or by a reset', async () => {
    server.inject({ path: '/api/chat', error: 'an error was encountered while running the model', after: 2 });
    await expect(streamed()).rejects.toThrow('an error was encountered while running the model');
    server.inject({ path: '/api/chat', cut: 'end' });
    await expect(streamed()).rejects.toThrow('Did not receive done');
    server.inject({ path: '/api/chat', cut: 'reset' });
    await expect(streamed()).rejects.toThrow('terminated');
    expect(await server.requests.at(-1)?.outcome).toBe('cut');
  });

  it('let the client see lines that are none', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    server.inject({ path: '/api/chat', raw: '{"mess\n', after: 1 });
    await streamed();
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it('hang until the client gives up, which is seen', async () => {
    server.inject({ path: '/api/chat', pauseMs: Infinity, after: 1 });
    const stream = await client.chat({ model: 'llama3.2', messages, stream: true });
    const iterator = stream[Symbol.asyncIterator]();
    expect((await iterator.next()).done).toBe(false);
    expect([server.openRequests(), server.liveConnections()]).toEqual([1, 1]);
    stream.abort();
    await expect(iterator.next()).rejects.toThrow();
    expect(await server.requests.at(-1)?.outcome).toBe('aborted');
    expect(server.openRequests()).toBe(0);
  });
});
