import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isEdgeError, type LoadedModel, type Tensor } from '@harper-edge/contracts';
import { backendConformance, type BackendFixture } from '@harper-edge/contracts/testing';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOllamaBackend, type OllamaBackendOptions, type OllamaRuntime } from './index.ts';
import { embedText, normalize } from './testing/embed-text.ts';
import { startOllamaServer, type OllamaServer, type ServedModel } from './testing/index.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const strings = (name: string, data: readonly string[]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape: [data.length],
  data,
});
const small: ServedModel = {
  name: 'small-embed:latest',
  family: 'bert',
  capabilities: ['embedding'],
  sizeBytes: 4096,
  embeddingLength: 16,
  contextLength: 512,
};

describe('ollama backend', async () => {
  const server = await startOllamaServer({
    models: [small, { ...small, name: 'writer:latest', family: 'llama', capabilities: ['completion'] }],
  });
  afterAll(() => server.close());

  const texts = ['the cat sat', '', 'grüße 🌍'];
  const vectors = texts.map((text) => normalize(embedText(text, 16)));
  // What the server says to somebody who asks it plainly, in one piece and one prompt after the other.
  const said = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const request = { method: 'POST', body: JSON.stringify({ model: 'writer', stream: false, ...body }) };
    return (await (await fetch(server.host + path, request)).json()) as Record<string, unknown>;
  };
  const prompts = ['why is the sky blue', 'grüße 🌍'];
  const [generated, chatted]: [string[], string[]] = [[], []];
  for (const prompt of prompts) {
    generated.push(String((await said('/api/generate', { prompt }))['response']));
    const { message } = await said('/api/chat', { messages: [{ role: 'user', content: prompt }] });
    chatted.push((message as { content: string }).content);
  }
  const text = { datatype: 'BYTES', shape: [-1] } as const;
  const writing: Omit<BackendFixture, 'name' | 'artifact' | 'expected'> = {
    inputs: [{ ...text, name: 'prompt' }],
    outputs: [{ ...text, name: 'text' }],
    example: [strings('prompt', prompts)],
    tolerance: 0,
    batchable: true,
  };
  const fixtures: BackendFixture[] = [
    {
      name: 'embeddings',
      artifact: { bytes: encode({ modelName: 'small-embed', mode: 'embeddings' }) },
      inputs: [{ ...text, name: 'text' }],
      outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, 16] }],
      example: [strings('text', texts)],
      expected: [{ name: 'embedding', datatype: 'FP32', shape: [3, 16], data: Float32Array.from(vectors.flat()) }],
      tolerance: 1e-7,
      batchable: true,
    },
    {
      ...writing,
      name: 'generate',
      artifact: { bytes: encode({ modelName: 'writer', mode: 'generate' }) },
      expected: [strings('text', generated)],
    },
    {
      ...writing,
      name: 'chat',
      artifact: { bytes: encode({ modelName: 'writer' }) },
      expected: [strings('text', chatted)],
    },
  ];
  const backend = createOllamaBackend({ host: server.host });
  const notModels = {
    empty: new Uint8Array(),
    'an archive': Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]),
    'a text': new TextEncoder().encode('llama3.2'),
    'JSON without a model': encode({ mode: 'chat' }),
    'a model that the server does not have': encode({ modelName: 'nope' }),
  };
  for (const { name, run } of backendConformance({ backend, fixtures, notModels })) it(name, run);
});

describe('with a server of its own', () => {
  let server: OllamaServer;
  beforeEach(async () => {
    server = await startOllamaServer();
  });
  afterEach(() => server.close());

  const load = (artifact: object, options: OllamaBackendOptions = {}): Promise<LoadedModel> =>
    createOllamaBackend({ host: server.host, ...options }).load({ bytes: encode(artifact) });
  const paths = (): string[] => server.requests.map(({ path }) => path);
  const bodies = (path: string): unknown[] =>
    server.requests.filter((request) => request.path === path).map(({ body }) => body);

  describe('load', () => {
    it('says what computes the model, and asks it nothing', async () => {
      const model = await load({ modelName: 'all-minilm', mode: 'embeddings' });
      expect(model.metadata).toMatchObject({ platform: 'ollama_gguf', runtime: 'ollama 0.12.6' });
      expect(model.metadata.outputs[0]?.shape).toEqual([-1, 384]);
      expect([model.independentRows, model.isWarm, model.lane, model.tokens, model.chat]).toEqual([
        true,
        true,
        undefined,
        undefined,
        undefined,
      ]);
      expect(paths().sort()).toEqual(['/api/ps', '/api/show', '/api/tags', '/api/version']);
    });

    it('of a text model offers conversations, and no rows that may run together', async () => {
      for (const mode of ['chat', 'generate']) {
        const model = await load({ modelName: 'llama3.2', mode });
        expect(model.chat).toBeTypeOf('function');
        expect(model.independentRows).toBe(false);
      }
    });

    it('of a model that the server does not have says how to pull it', async () => {
      await expect(load({ modelName: 'mistral:7b' })).rejects.toMatchObject({
        code: 'INVALID_MODEL',
        message: expect.stringContaining('ollama pull mistral:7b') as string,
      });
    });

    it('in a mode that the model does not have says which it has', async () => {
      await expect(load({ modelName: 'all-minilm', mode: 'chat' })).rejects.toMatchObject({
        code: 'INVALID_MODEL',
        message: expect.stringContaining('use the mode "embeddings"') as string,
      });
    });

    it('without a server says which setting to check, and no password', async () => {
      const host = server.host.replace('//', '//anna:s3cret@');
      await server.close();
      const failure: unknown = await load({ modelName: 'llama3.2' }, { host }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'UNAVAILABLE' });
      expect(String(failure)).toMatch(/OLLAMA_HOST/);
      for (let error = failure; error instanceof Error; error = error.cause) {
        expect(`${error.message} ${String(error.stack)}`).not.toContain('s3cret');
      }
      server = await startOllamaServer();
    });

    it('sends a user and password of the host as authorization', async () => {
      await load({ modelName: 'llama3.2' }, { host: server.host.replace('//', '//anna:s%203@') });
      const sent = server.requests.map(({ headers }) => headers['authorization']);
      expect(new Set(sent)).toEqual(new Set([`Basic ${Buffer.from('anna:s 3').toString('base64')}`]));
    });

    it.each([
      ['a page', { raw: '<html>It works!</html>', type: 'text/html' }],
      ['other JSON', { raw: '{"hello":1}' }],
      ['a list', { raw: '[]' }],
      ['nothing', { raw: '' }],
      ['404', { status: 404, error: 'no such page' }],
    ])('where something else answers (%s) is UNAVAILABLE', async (_what, fault) => {
      server.inject({ path: '/api/version', ...fault });
      await expect(load({ modelName: 'llama3.2' })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringContaining('OLLAMA_HOST') as string,
      });
    });

    it('does without the lists of the server', async () => {
      server.inject({ path: '/api/ps', status: 404, error: 'no' });
      server.inject({ path: '/api/tags', status: 500, error: 'no' });
      const artifact = { modelName: 'llama3.2' };
      expect((await load(artifact)).memoryBytes).toBe(encode(artifact).length);
    });

    it('knows no length of vectors where the server says none, and learns it from each answer', async () => {
      server.inject({ path: '/api/show', raw: '{"details":{}}' });
      const model = await load({ modelName: 'all-minilm', mode: 'embeddings' });
      expect(model.metadata.outputs[0]?.shape).toEqual([-1, -1]);
      expect((await model.run([strings('text', ['a'])]))[0]?.shape).toEqual([1, 384]);
      expect((await model.run([strings('text', [])]))[0]?.shape).toEqual([0, 0]);
    });
  });

  describe('memoryBytes', () => {
    it('is the size of the file before the model runs, and what the server takes for it afterwards', async () => {
      const model = await load({ modelName: 'LLAMA3.2' });
      expect(model.memoryBytes).toBe(2_019_393_189);
      await model.run([strings('prompt', ['hello'])]);
      expect((await load({ modelName: 'llama3.2:latest' })).memoryBytes).toBe(2_524_241_486);
    });
  });

  describe('run', () => {
    it('embeds a batch in one call, with the options of the artifact', async () => {
      const model = await load({
        modelName: 'all-minilm',
        mode: 'embeddings',
        options: { num_ctx: 256 },
        keepAlive: '10m',
        dimensions: 8,
      });
      const [embedding] = await model.run([strings('text', ['a', 'b', 'c'])]);
      expect(embedding?.shape).toEqual([3, 8]);
      expect(bodies('/api/embed')).toEqual([
        { model: 'all-minilm', input: ['a', 'b', 'c'], options: { num_ctx: 256 }, keep_alive: '10m', dimensions: 8 },
      ]);
    });

    it('embeds nothing without asking', async () => {
      const model = await load({ modelName: 'all-minilm', mode: 'embeddings' });
      expect(await model.run([strings('text', [])])).toEqual([
        { name: 'embedding', datatype: 'FP32', shape: [0, 384], data: new Float32Array() },
      ]);
      expect(paths()).not.toContain('/api/embed');
    });

    it('refuses vectors that are not what was declared', async () => {
      const model = await load({ modelName: 'all-minilm', mode: 'embeddings' });
      for (const embeddings of ['[]', '[[1,2]]', '[["x"]]', '{}', '[null]']) {
        server.inject({ path: '/api/embed', raw: `{"embeddings":${embeddings}}` });
        await expect(model.run([strings('text', ['a'])])).rejects.toMatchObject({ code: 'MODEL_FAILED' });
      }
    });

    it('refuses bytes that are no text', async () => {
      const model = await load({ modelName: 'llama3.2' });
      const input: Tensor = { name: 'prompt', datatype: 'BYTES', shape: [1], data: [Uint8Array.from([0xff])] };
      await expect(model.run([input])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });

    it.each([
      [
        'chat',
        '/api/chat',
        {
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: 'hi' },
          ],
        },
      ],
      ['generate', '/api/generate', { prompt: 'hi', system: 'Be brief.' }],
    ])('in mode %s asks %s with the system prompt and options of the artifact', async (mode, path, asked) => {
      const model = await load({
        modelName: 'llama3.2',
        mode,
        systemPrompt: 'Be brief.',
        options: { temperature: 0, stop: ['.'] },
        keepAlive: -1,
      });
      await model.run([strings('prompt', ['hi'])]);
      expect(bodies(path)).toEqual([
        { model: 'llama3.2', stream: true, options: { temperature: 0, stop: ['.'] }, keep_alive: -1, ...asked },
      ]);
    });

    it('answers many prompts in their order, few of them at a time', async () => {
      const model = await load({ modelName: 'llama3.2', mode: 'generate' });
      server.inject({ path: '/api/generate', times: 10, delayMs: 30 });
      let most = 0;
      const prompts = Array.from({ length: 10 }, (_, index) => `prompt ${index}`);
      const watching = setInterval(() => (most = Math.max(most, server.openRequests())), 1);
      const [together] = await model.run([strings('prompt', prompts)]);
      clearInterval(watching);
      expect(most).toBe(4);
      const alone: unknown[] = [];
      for (const prompt of prompts) alone.push((await model.run([strings('prompt', [prompt])]))[0]?.data[0]);
      expect(together?.data).toEqual(alone);
      expect(new Set(alone).size).toBe(10);
    });
  });

  describe('release', () => {
    const input = [strings('prompt', ['hi'])];
    const running = (): string[] => server.shelf.running().map(({ name }) => name);

    it('frees the memory of the server that it took', async () => {
      const model = await load({ modelName: 'llama3.2' });
      await model.run(input);
      expect(running()).toEqual(['llama3.2:latest']);
      await model.release();
      expect(running()).toEqual([]);
      expect(bodies('/api/generate')).toEqual([{ model: 'llama3.2', prompt: '', keep_alive: 0, stream: false }]);
    });

    it('leaves a model that the server held before, one never run, and one still used here', async () => {
      const backend = createOllamaBackend({ host: server.host });
      const open = () => backend.load({ bytes: encode({ modelName: 'llama3.2' }) });
      await (await open()).release();
      expect(paths()).not.toContain('/api/generate');
      const first = await open();
      const second = await open();
      await first.run(input);
      await first.release();
      expect(running()).toEqual(['llama3.2:latest']);
      await second.release();
      expect(running()).toEqual([]);
      const other = await open();
      await other.run(input);
      const late = await load({ modelName: 'llama3.2' });
      await late.run(input);
      await late.release();
      expect(running()).toEqual(['llama3.2:latest']);
    });

    it('never fails, and happens once', async () => {
      const model = await load({ modelName: 'llama3.2' });
      await model.run(input);
      server.inject({ path: '/api/generate', status: 500, error: 'no', times: 9 });
      await Promise.all([model.release(), model.release()]);
      await model.release();
      expect(bodies('/api/generate')).toHaveLength(1);
    });

    it('does not fail where the server is gone', async () => {
      const model = await load({ modelName: 'llama3.2' });
      await model.run(input);
      await server.close();
      await model.release();
      server = await startOllamaServer();
    });
  });
});

describe('the client package', () => {
  const failing = (code: string): Promise<LoadedModel> => {
    const importRuntime = (): Promise<OllamaRuntime> => Promise.reject(Object.assign(new Error('no'), { code }));
    return createOllamaBackend({ importRuntime }).load({ bytes: encode({ modelName: 'llama3.2' }) });
  };

  it('missing: NOT_INSTALLED with the command that installs it', async () => {
    await expect(failing('ERR_MODULE_NOT_FOUND')).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining('need the package ollama; install it with: npm install ollama@0.6.4') as string,
    });
  });

  it('broken: NOT_INSTALLED too, with another message', async () => {
    await expect(failing('ERR_REQUIRE_ESM')).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      message: expect.stringContaining('does not start') as string,
    });
  });
});

describe('options', () => {
  it.each([0, -1, NaN, Infinity, 2 ** 31])('timeoutMs %d is refused', (timeoutMs) => {
    expect(() => createOllamaBackend({ timeoutMs })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('a file that is not there is INVALID_MODEL', async () => {
    const failure: unknown = await createOllamaBackend()
      .load({ path: 'no-such-file.json' })
      .catch((error: unknown) => error);
    expect(isEdgeError(failure, 'INVALID_MODEL')).toBe(true);
    expect(String(failure)).toMatch(/cannot be read \(ENOENT\)/);
  });

  it('a file that is far too large for an artifact is not read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ollama-'));
    const path = join(folder, 'model.gguf');
    const file = await open(path, 'w');
    await file.truncate(2 ** 40);
    await file.close();
    await expect(createOllamaBackend().load({ path })).rejects.toMatchObject({
      code: 'INVALID_MODEL',
      message: expect.stringContaining('received 1099511627776 bytes') as string,
    });
    await rm(folder, { recursive: true });
  });

  it.each(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])('a fetch that waits no longer: %s', async (code) => {
    const fetch = (): Promise<Response> =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) }));
    const loading = createOllamaBackend({ fetch }).load({ bytes: encode({ modelName: 'llama3.2' }) });
    await expect(loading).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});
