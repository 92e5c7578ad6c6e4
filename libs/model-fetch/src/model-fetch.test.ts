import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { BlobStore, Store } from '@harper-edge/contracts';
import { createMemoryStore } from '@harper-edge/store/memory';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFetchBench, request, type BenchOptions, type FetchBench } from './testing/fetch-bench.ts';
import {
  answerStatus,
  etagOf,
  redirectTo,
  resetAt,
  sendInstead,
  startFileServer,
  type FileServer,
} from './testing/file-server.ts';

const model = randomBytes(3 * 2 ** 20 + 17);
const sha256 = createHash('sha256').update(model).digest('hex');

let server: FileServer;
let bench: FetchBench;
beforeEach(async () => {
  server = await startFileServer({ '/model.onnx': model });
  bench = await createFetchBench();
});
afterEach(async () => {
  await bench.close();
  await server.close();
});

const fetchOne = async (changes: Parameters<typeof request>[0] = {}, options: BenchOptions = {}) => {
  const fetch = bench.worker(options);
  fetch.start();
  const { jobId } = await fetch.submit(request({ sourceReference: `${server.url}/model.onnx`, ...changes }));
  return bench.ended(fetch, jobId);
};

/** Nothing is listed, and nothing is left on the disk. */
const expectNothing = async (): Promise<void> => {
  expect(await bench.models()).toEqual([]);
  for await (const { sha256: left } of bench.store.blobs.list()) expect.fail(`blob ${left} is listed`);
  await vi.waitFor(async () => {
    expect(await readdir(bench.directory)).toEqual([]);
  });
};
const gets = (): readonly (string | undefined)[] =>
  server.requests.filter(({ path }) => path === '/model.onnx').map(({ headers }) => headers.range);

describe('a file at a URL', () => {
  it('is fetched, checked, registered, and leaves nothing behind', async () => {
    const job = await fetchOne({ sha256 });
    expect(job).toMatchObject({
      status: 'completed',
      sha256,
      revision: etagOf(model),
      downloadedBytes: model.length,
      totalBytes: model.length,
      attempts: 0,
      error: null,
      files: [{ path: 'model.onnx', sizeBytes: model.length, sha256 }],
    });
    expect(await bench.models()).toEqual([{ id: 'm:v1', sha256, framework: 'onnx', paths: ['model.onnx'] }]);
    await vi.waitFor(async () => {
      expect(await readdir(bench.directory)).toEqual([]);
    });
  });

  it('is looked at without being downloaded', async () => {
    const listing = await bench.worker().inspect({ source: 'url', sourceReference: `${server.url}/model.onnx` });
    expect(listing).toMatchObject({
      revision: etagOf(model),
      suggestedName: 'model',
      framework: 'onnx',
      files: [{ path: 'model.onnx', sizeBytes: model.length }],
    });
    expect(await readdir(bench.directory)).toEqual([]);
  });
});

describe('a source that fails for a while', () => {
  it.each([
    ['429 with Retry-After in seconds', () => answerStatus(429, { 'retry-after': '1' }), 950],
    [
      '429 with Retry-After as a date',
      () => answerStatus(429, { 'retry-after': new Date(Date.now() + 2_000).toUTCString() }),
      900,
    ],
    ['503', () => answerStatus(503), 2],
    ['408', () => answerStatus(408), 2],
  ] as const)('%s: is asked again, not sooner than it says', async (_name, how, leastMs) => {
    server.misbehave('/model.onnx', how(), 1);
    const startMs = performance.now();
    expect(await fetchOne()).toMatchObject({ status: 'completed', attempts: 1, sha256 });
    expect(performance.now() - startMs).toBeGreaterThan(leastMs);
  });

  it('and has asked not to be called: what was never tried counts for no job', async () => {
    server.files.set('/other.onnx', model);
    server.misbehave('/model.onnx', answerStatus(429, { 'retry-after': '1' }), 1);
    const fetch = bench.worker({ settings: { maxRetries: 1, maxConcurrent: 1 } });
    const asked = ['/model.onnx', '/other.onnx'].map((path, at) =>
      fetch.submit(request({ sourceReference: `${server.url}${path}`, modelVersion: `v${at}` }), 9 - at),
    );
    const ids = (await Promise.all(asked)).map(({ jobId }) => jobId);
    fetch.start();
    const ended = await Promise.all(ids.map((id) => bench.ended(fetch, id)));
    expect(ended.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['completed', 1],
      ['completed', 0],
    ]);
  });

  it('is given up after the retries, with the reason', async () => {
    server.misbehave('/model.onnx', answerStatus(503));
    expect(await fetchOne({}, { settings: { maxRetries: 2 } })).toMatchObject({
      status: 'failed',
      attempts: 2,
      error: { code: 'UNAVAILABLE', message: expect.stringContaining('answered 503') as string },
    });
    expect(gets()).toHaveLength(3);
    expect(await bench.models()).toEqual([]);
  });

  it('reset at 99 %: only the rest is asked for again', async () => {
    let connections = 0;
    server.misbehave(
      '/model.onnx',
      (exchange) => {
        // The first is that of the look at it.
        if (++connections === 1) sendWhole(exchange);
        else resetAt(0.99)(exchange);
      },
      2,
    );
    expect(await fetchOne()).toMatchObject({ status: 'completed', attempts: 1, sha256 });
    const ranges = gets().filter((range) => range !== undefined);
    expect(ranges).toHaveLength(1);
    const start = Number(/^bytes=(\d+)-$/.exec(ranges[0] ?? '')?.[1]);
    expect(start).toBeGreaterThan(model.length * 0.9);
    expect(server.requests.at(-1)?.headers['if-range']).toBe(etagOf(model));
  });

  it('goes on with another content: what was begun is thrown away', async () => {
    const other = randomBytes(2 ** 20);
    let connections = 0;
    server.misbehave(
      '/model.onnx',
      (exchange) => {
        if (++connections === 1) sendWhole(exchange);
        else {
          server.files.set('/model.onnx', other);
          resetAt(0.5)(exchange);
        }
      },
      2,
    );
    const wanted = createHash('sha256').update(other).digest('hex');
    expect(await fetchOne()).toMatchObject({ status: 'completed', sha256: wanted, revision: etagOf(other) });
  });

  it('falls silent in the middle: the connection is given up and made again', async () => {
    let connections = 0;
    server.misbehave(
      '/model.onnx',
      (exchange) => {
        if (++connections === 1) sendWhole(exchange);
        else
          exchange.response
            .writeHead(200, { etag: etagOf(model), 'content-length': model.length })
            .write(model.subarray(0, 1000));
      },
      2,
    );
    expect(await fetchOne()).toMatchObject({ status: 'completed', attempts: 1, sha256 });
  });
});

const sendWhole = ({ response, content }: Parameters<ReturnType<typeof resetAt>>[0]): void => {
  response.writeHead(200, { etag: etagOf(content), 'content-length': content.length }).end(content);
};

describe('a source that gives something else fails once', () => {
  it.each([
    ['404', () => answerStatus(404), 'NOT_FOUND', '404'],
    ['401', () => answerStatus(401), 'FORBIDDEN', 'token'],
    ['403', () => answerStatus(403), 'FORBIDDEN', '403'],
    [
      'a web page by its type',
      () => sendInstead('x', { 'content-type': 'text/html; charset=utf-8' }),
      'INVALID_INPUT',
      'web page',
    ],
    ['a web page by its content', () => sendInstead('\ufeff \n<!DOCTYPE html><html>'), 'INVALID_INPUT', 'web page'],
    ['a redirect in a circle', () => redirectTo('/model.onnx'), 'INVALID_INPUT', 'circle'],
    ['a redirect to file:', () => redirectTo('file:///etc/passwd'), 'FORBIDDEN', 'file:'],
    ['a redirect to a private IPv4 address', () => redirectTo('http://10.0.0.1/x'), 'FORBIDDEN', '10.0.0.1'],
    [
      'a redirect to the metadata address',
      () => redirectTo('http://169.254.169.254/latest'),
      'FORBIDDEN',
      '169.254.169.254',
    ],
    ['a redirect to a private IPv6 address', () => redirectTo('http://[fd00::1]/x'), 'FORBIDDEN', 'fd00::1'],
    [
      'a redirect to an IPv4 address in an IPv6 one',
      () => redirectTo('http://[::ffff:10.0.0.1]/x'),
      'FORBIDDEN',
      'address',
    ],
    [
      'a redirect to an address written as a number',
      () => redirectTo('http://2852039166/x'),
      'FORBIDDEN',
      '169.254.169.254',
    ],
  ] as const)('%s', async (_name, how, code, message) => {
    server.misbehave('/model.onnx', how());
    const job = await fetchOne();
    expect(job).toMatchObject({
      status: 'failed',
      attempts: 0,
      error: { code, message: expect.stringContaining(message) as string },
    });
    await expectNothing();
  });

  it('another digest than the caller gave', async () => {
    const job = await fetchOne({ sha256: 'a'.repeat(64) });
    expect(job).toMatchObject({
      status: 'failed',
      attempts: 0,
      error: { message: expect.stringContaining(sha256) as string },
    });
    await expectNothing();
  });

  it('a file above the limit, whether its length is stated or not', async () => {
    const settings = { maxFileBytes: 2 ** 20 };
    expect(await fetchOne({}, { settings })).toMatchObject({
      status: 'failed',
      attempts: 0,
      error: { code: 'TOO_LARGE' },
    });
    server.misbehave('/model.onnx', sendInstead(model));
    expect(await fetchOne({ modelName: 'n' }, { settings })).toMatchObject({
      status: 'failed',
      error: { code: 'TOO_LARGE' },
    });
    await expectNothing();
  });

  it('a wrong length, tried again and then failed', async () => {
    server.misbehave('/model.onnx', ({ response }) => {
      response.writeHead(200, { etag: etagOf(model), 'content-length': model.length + 9 });
      response.write(model, () => response.destroy());
    });
    expect(await fetchOne({}, { settings: { maxRetries: 2 } })).toMatchObject({
      status: 'failed',
      attempts: 2,
      error: { code: 'UNAVAILABLE' },
    });
    expect(await bench.models()).toEqual([]);
  });

  it('a model that cannot be loaded', async () => {
    const { EdgeError } = await import('@harper-edge/contracts');
    const complete = () => Promise.reject(new EdgeError('INVALID_MODEL', 'no ONNX file'));
    expect(await fetchOne({}, { complete })).toMatchObject({
      status: 'failed',
      attempts: 0,
      error: { code: 'INVALID_MODEL', message: 'no ONNX file' },
    });
    await expectNothing();
  });

  it('a disk that is full while it comes or while it is stored', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const memory = createMemoryStore();
    const blobs: BlobStore = { ...memory.blobs, put: () => Promise.reject(full) };
    const store: Store = { ...memory, blobs };
    const job = await fetchOne({}, { store });
    expect(job).toMatchObject({
      status: 'failed',
      attempts: 0,
      error: { code: 'UNAVAILABLE', message: 'the disk is full' },
    });
    await expectNothing();
  });
});

describe('addresses', () => {
  it.each([
    'file:///etc/passwd',
    'http://127.0.0.1/#/../../etc/passwd',
    'http://user:secret@127.0.0.1/x',
    'http://127.0.0.1\\@example.org/',
    'ftp://127.0.0.1/x',
    'http:// 127.0.0.1/x',
    'nonsense',
  ])('%s is refused when it is asked for', async (sourceReference) => {
    const fetch = bench.worker();
    await expect(fetch.submit(request({ sourceReference }))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(fetch.inspect({ source: 'url', sourceReference })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('loopback is refused unless it is allowed', async () => {
    const job = await fetchOne({}, { settings: { allowedAddresses: [] } });
    expect(job).toMatchObject({ status: 'failed', attempts: 0, error: { code: 'FORBIDDEN' } });
    expect(server.requests).toEqual([]);
  });

  it('a name that changes its address: what was checked is what is connected to', async () => {
    const port = new URL(server.url).port;
    const answers = [['127.0.0.1']];
    const asked: string[] = [];
    const resolve = (hostname: string) => {
      asked.push(hostname);
      return Promise.resolve(
        (answers.shift() ?? ['10.0.0.1', '169.254.169.254']).map((address) => ({ address, family: 4 })),
      );
    };
    const job = await fetchOne({ sourceReference: `http://model.test:${port}/model.onnx` }, { resolve });
    // The look at it closed its connection; the second asks again, and is refused before it connects.
    expect(asked.length).toBeGreaterThan(1);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'FORBIDDEN' } });
    expect(server.requests).toHaveLength(1);
  });

  it('a name with public and private addresses is reached at allowed ones only', async () => {
    const port = new URL(server.url).port;
    const resolve = () =>
      Promise.resolve([
        { address: '10.0.0.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const job = await fetchOne({ sourceReference: `http://model.test:${port}/model.onnx` }, { resolve });
    expect(job).toMatchObject({ status: 'completed', sha256 });
  });
});

describe('webhooks', () => {
  const secret = 'a secret of the receiver';
  const wait = async (jobId: string, fetch: ReturnType<FetchBench['worker']>) =>
    vi.waitFor(async () => {
      const job = await fetch.get(jobId);
      expect(job.webhook?.status).not.toBe('pending');
      return job;
    });

  it('are signed, and retried with the same event id until they are taken', async () => {
    server.misbehave('/hook', answerStatus(500), 2);
    server.files.set('/hook', new Uint8Array());
    const fetch = bench.worker({ settings: { webhookSecret: secret } });
    fetch.start();
    const { jobId } = await fetch.submit(
      request({ sourceReference: `${server.url}/model.onnx`, webhookUrl: `${server.url}/hook` }),
    );
    const job = await wait(jobId, fetch)
      .then(() => bench.ended(fetch, jobId))
      .then(() => wait(jobId, fetch));
    expect(job.webhook).toMatchObject({ status: 'delivered', attempts: 3, error: null });
    const hooks = server.requests.filter(({ path }) => path === '/hook');
    expect(hooks).toHaveLength(3);
    expect(new Set(hooks.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const { headers, body } of hooks) {
      const { createHmac } = await import('node:crypto');
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', secret).update(signed).digest('base64')}`);
      expect(JSON.parse(body)).toMatchObject({ type: 'model_fetch.completed', data: { jobId, sha256 } });
    }
  });

  it('that nobody takes are given up visibly; jobs do not wait for them', async () => {
    server.misbehave('/hook', () => undefined);
    const fetch = bench.worker({
      settings: { webhookSecret: secret },
      timing: { webhookTimeoutMs: 30, webhookDelayMs: 1 },
    });
    fetch.start();
    const ask = { sourceReference: `${server.url}/model.onnx`, webhookUrl: `${server.url}/hook` };
    const { jobId } = await fetch.submit(request(ask));
    await bench.ended(fetch, jobId);
    const other = await fetch.submit(request({ ...ask, modelVersion: 'v2', webhookUrl: null }));
    expect(await bench.ended(fetch, other.jobId)).toMatchObject({ status: 'completed' });
    await vi.waitFor(async () => {
      const { webhook } = await fetch.get(jobId);
      expect(webhook).toMatchObject({ status: 'dead', attempts: 8, error: 'the receiver did not answer in time' });
    }, 10_000);
  });

  it('and jobs keep the queries of addresses, which may be signatures, to themselves', async () => {
    server.files.set('/hook', new Uint8Array());
    const fetch = bench.worker({ settings: { webhookSecret: secret } });
    fetch.start();
    const [sourceReference, webhookUrl] = [`${server.url}/model.onnx?key=s3cret`, `${server.url}/hook?key=s3cret`];
    const { jobId } = await fetch.submit(request({ sourceReference, webhookUrl }));
    expect(await bench.ended(fetch, jobId)).toMatchObject({
      status: 'completed',
      sourceReference: `${server.url}/model.onnx?…`,
      webhook: { url: `${server.url}/hook?…` },
    });
    const hook = await vi.waitFor(
      () => server.requests.find(({ path }) => path === '/hook?key=s3cret') ?? expect.fail(),
    );
    expect(hook.body).not.toContain('s3cret');
  });

  it('go to no forbidden address, and need a secret', async () => {
    const fetch = bench.worker({ settings: { webhookSecret: secret } });
    fetch.start();
    const ask = { sourceReference: `${server.url}/model.onnx`, webhookUrl: 'http://169.254.169.254/hook' };
    const { jobId } = await fetch.submit(request(ask));
    await bench.ended(fetch, jobId);
    await vi.waitFor(async () => {
      expect((await fetch.get(jobId)).webhook).toMatchObject({ status: 'dead', attempts: 1 });
    });
    await expect(bench.worker().submit(request({ ...ask, modelVersion: 'v9' }))).rejects.toThrow(
      'MODEL_FETCH_WEBHOOK_SECRET',
    );
  });
});

describe('a host that stops', () => {
  it('puts a running job back, which the next one goes on with', async () => {
    let isHeld = true;
    server.misbehave('/model.onnx', (exchange) => {
      const {
        request: { headers },
        response,
        content,
      } = exchange;
      if (headers.range !== undefined || server.requests.length === 1) {
        isHeld = false;
        void import('./testing/file-server.ts').then(({ sendFile }) => {
          sendFile(exchange);
        });
        return;
      }
      response.writeHead(200, { etag: etagOf(content), 'content-length': content.length });
      response.write(content.subarray(0, 2 ** 21 + 5));
    });
    const first = bench.worker({ timing: { silenceMs: 60_000 } });
    first.start();
    const { jobId } = await first.submit(request({ sourceReference: `${server.url}/model.onnx` }));
    await vi.waitFor(async () => {
      expect((await first.get(jobId)).downloadedBytes).toBeGreaterThan(2 ** 21);
    });
    await first.close();
    expect(await first.get(jobId)).toMatchObject({ status: 'queued', attempts: 0 });
    const second = bench.worker();
    second.start();
    expect(await bench.ended(second, jobId)).toMatchObject({ status: 'completed', sha256 });
    expect(isHeld).toBe(false);
    expect(gets().at(-1)).toBe(`bytes=${2 ** 21 + 5}-`);
  });
});
