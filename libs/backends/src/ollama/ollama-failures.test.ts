import { isEdgeError, type EdgeError, type LoadedModel, type Tensor } from '@harper-edge/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOllamaBackend } from './index.ts';
import { startOllamaServer, type OllamaServer, type ServerFault } from './testing/index.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const input = (name: string): Tensor[] => [{ name, datatype: 'BYTES', shape: [1], data: ['hello'] }];

let server: OllamaServer;
const spies = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
beforeEach(async () => {
  server = await startOllamaServer();
});
afterEach(async () => {
  await server.close();
  // The client package writes to the console where it does not understand an answer.
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

const load = (artifact: object): Promise<LoadedModel> =>
  createOllamaBackend({ host: server.host, timeoutMs: 5000 }).load({ bytes: encode(artifact) });
const failureOf = async (call: Promise<unknown>): Promise<EdgeError> => {
  const outcome: unknown = await call.catch((error: unknown) => error);
  if (isEdgeError(outcome)) return outcome;
  throw new Error(`expected an EdgeError, received ${String(outcome)}`);
};

const modes = {
  '/api/chat': { artifact: { modelName: 'llama3.2', mode: 'chat' }, input: input('prompt') },
  '/api/generate': { artifact: { modelName: 'llama3.2', mode: 'generate' }, input: input('prompt') },
  '/api/embed': { artifact: { modelName: 'all-minilm', mode: 'embeddings' }, input: input('text') },
};

describe.each(Object.entries(modes))('%s', (path, mode) => {
  const runWith = async (fault: ServerFault): Promise<EdgeError> => {
    const model = await load(mode.artifact);
    server.inject({ path, ...fault });
    const failure = await failureOf(model.run(mode.input));
    // One failure does not spoil what comes after it.
    expect(await model.run(mode.input)).toHaveLength(1);
    await model.release();
    return failure;
  };

  it.each([
    [400, 'INVALID_INPUT', 'the input length exceeds the context length', /refused.*context length/],
    [401, 'UNAVAILABLE', 'unauthorized', /credentials in OLLAMA_HOST/],
    [404, 'NOT_FOUND', "model 'x' not found", /ollama pull (llama3\.2|all-minilm)/],
    [429, 'UNAVAILABLE', 'too many requests', /overloaded/],
    [500, 'MODEL_FAILED', 'llama runner process has terminated: exit status 2', /has terminated: exit status 2/],
    [501, 'MODEL_FAILED', 'this model does not support embeddings', /does not support embeddings/],
    [502, 'UNAVAILABLE', 'upstream', /could not answer/],
    [
      503,
      'UNAVAILABLE',
      'server busy, please try again.  maximum pending requests exceeded',
      /overloaded.*server busy/,
    ],
    [507, 'UNAVAILABLE', 'full', /status 507/],
  ] as const)('status %d is %s', async (status, code, error, message) => {
    const failure = await runWith({ status, error });
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(failure.facts).toEqual({ status });
    expect(failure.cause).toBeInstanceOf(Error);
  });

  it('words of a failure name no file of the server', async () => {
    const error =
      'llama runner process has terminated: failed to load model from /Users/anna/.ollama/models/blobs/sha256-26bd';
    expect((await runWith({ status: 500, error })).message).toMatch(/failed to load model from \(a file\)$/);
  });

  it('an answer that is no JSON is UNAVAILABLE', async () => {
    expect((await runWith({ raw: '<html>hello</html>', type: 'text/html' })).code).toBe('UNAVAILABLE');
  });

  it('an answer that is cut is UNAVAILABLE', async () => {
    expect((await runWith({ cut: 'reset' })).code).toBe('UNAVAILABLE');
  });

  it('a server that closes the connection before it answers is UNAVAILABLE', async () => {
    expect((await runWith({ cut: 'reset', after: 0 })).code).toBe('UNAVAILABLE');
  });
});

describe.each(['/api/chat', '/api/generate'] as const)('the stream of %s', (path) => {
  const runWith = async (fault: ServerFault): Promise<EdgeError> => {
    const model = await load(modes[path].artifact);
    server.inject({ path, ...fault });
    const failure = await failureOf(model.run(modes[path].input));
    await model.release();
    return failure;
  };

  it('that ends before the last piece is UNAVAILABLE', async () => {
    expect((await runWith({ cut: 'end', after: 2 })).code).toBe('UNAVAILABLE');
  });

  it.each([
    ['half a line', '{"mess\n'],
    ['no object', '7\n'],
    ['null', 'null\n'],
    ['a list', '[1]\n'],
    ['bytes that are no text', '\u0000\u0001\n'],
  ])('with %s in it is UNAVAILABLE, not an answer without that piece', async (_what, raw) => {
    const failure = await runWith({ raw, after: 2 });
    expect([failure.code, failure.message]).toEqual(['UNAVAILABLE', expect.stringContaining('cannot be read')]);
  });

  it('with a failure in it is MODEL_FAILED, in the words of the server', async () => {
    const failure = await runWith({
      error: 'an error was encountered while running the model: unexpected EOF',
      after: 3,
    });
    expect(failure.code).toBe('MODEL_FAILED');
    expect(failure.message).toContain('unexpected EOF');
  });

  it('may hold empty lines', async () => {
    const model = await load(modes[path].artifact);
    const [expected] = await model.run(modes[path].input);
    server.inject({ path, raw: '\n\r\n', after: 2 });
    expect((await model.run(modes[path].input))[0]).toEqual(expected);
  });
});

describe('a stream with a line without end', () => {
  it('is given up', async () => {
    const model = await load({ modelName: 'llama3.2' });
    server.inject({ path: '/api/chat', raw: 'x'.repeat(9 * 2 ** 20), after: 1, pauseMs: Infinity });
    expect((await failureOf(model.run(input('prompt')))).code).toBe('UNAVAILABLE');
    expect(await server.requests.at(-1)?.outcome).toBe('aborted');
  });
});

describe('load', () => {
  it.each([
    [400, 'INVALID_MODEL', 'invalid model name'],
    [500, 'INVALID_MODEL', 'invalid file magic'],
    [503, 'UNAVAILABLE', 'server busy'],
  ])('status %d of show is %s', async (status, code, error) => {
    server.inject({ path: '/api/show', status, error });
    expect((await failureOf(load({ modelName: 'llama3.2' }))).code).toBe(code);
  });

  it.each([401, 500, 503])('status %d of version is UNAVAILABLE', async (status) => {
    server.inject({ path: '/api/version', status });
    const failure = await failureOf(load({ modelName: 'llama3.2' }));
    expect(failure.code).toBe('UNAVAILABLE');
  });
});
