import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EdgeError } from '@harper-edge/contracts';
import { createSeededRng } from '@harper-edge/contracts/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readUpTo } from './read-up-to.ts';
import { createUpstreamClient, type UpstreamRequest } from './upstream-client.ts';

/** Answers by its path: a status, or a fault. */
const faults: Readonly<Record<string, (incoming: IncomingMessage, outgoing: ServerResponse) => void>> = {
  '/silent': () => undefined,
  '/reset': (incoming) => incoming.socket.resetAndDestroy(),
  '/cut': (_, outgoing) => {
    outgoing.writeHead(200, { 'content-length': '10' });
    outgoing.write('12345', () => outgoing.destroy());
  },
  '/stalls': (_, outgoing) => {
    outgoing.writeHead(200, { 'content-length': '10' });
    outgoing.write('12345');
  },
  '/redirect': (_, outgoing) => outgoing.writeHead(302, { location: '/200' }).end(),
  '/later': (_, outgoing) => outgoing.writeHead(503, { 'retry-after': '1' }).end(),
  '/echo': (incoming, outgoing) => void incoming.pipe(outgoing),
};

const server = createServer((incoming, outgoing) => {
  asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
  const fault = faults[incoming.url ?? ''];
  if (fault !== undefined) fault(incoming, outgoing);
  else outgoing.writeHead(Number((incoming.url ?? '').slice(1, 4))).end('body');
});
let asked: string[] = [];
let origin = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const client = createUpstreamClient({ rng: createSeededRng(1) });
const send = (path: string, request: Partial<UpstreamRequest> = {}) =>
  client.send({
    origin,
    path,
    method: 'GET',
    headers: {},
    body: null,
    timeoutMs: 20_000,
    allowPrivate: true,
    leaving: new AbortController().signal,
    ...request,
  });

describe('an exchange with an upstream', () => {
  it('gives its status, headers and body', async () => {
    const { status, body } = await send('/404');
    expect([status, new TextDecoder().decode((await readUpTo(body, 100)).bytes)]).toEqual([404, 'body']);
  });

  it('does not follow redirects', async () => {
    const { status, headers } = await send('/redirect');
    expect([status, headers['location'], asked]).toEqual([302, '/200', ['GET /redirect']]);
  });

  it.each<[string, Partial<UpstreamRequest>, number]>([
    ['/503', {}, 3],
    ['/503', { method: 'DELETE' }, 3],
    ['/503', { method: 'POST' }, 1],
    ['/503', { method: 'PATCH' }, 1],
    ['/503', { mayRetry: false }, 1],
    ['/later', {}, 1],
    ['/500', {}, 1],
    ['/429', {}, 1],
  ])('%s is the answer to %o after so many tries: %i', async (path, request, tries) => {
    const { status } = await send(path, request);
    expect([status, asked.length]).toEqual([path === '/later' ? 503 : Number(path.slice(1)), tries]);
  });

  it.each([
    ['GET', 3],
    ['POST', 1],
  ])('is tried again where the connection breaks: %s', async (method, tries) => {
    await expect(send('/reset', { method })).rejects.toMatchObject({ code: 'BAD_GATEWAY' });
    expect(asked).toHaveLength(tries);
  });

  it('has a time in which it must begin', async () => {
    await expect(send('/silent', { timeoutMs: 50 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(asked.length).toBeLessThanOrEqual(1);
  });

  it('ends when the caller leaves', async () => {
    const leaving = new AbortController();
    const sent = send('/silent', { leaving: leaving.signal });
    leaving.abort(new Error('the caller left'));
    await expect(sent).rejects.toThrow('the caller left');
  });

  it('tells a body that breaks off from one that is whole, and one that stalls', async () => {
    const cut = await send('/cut');
    await expect(readUpTo(cut.body, 100)).rejects.toMatchObject({ code: 'BAD_GATEWAY' });
    const stalls = await send('/stalls', { timeoutMs: 2_000 });
    await expect(readUpTo(stalls.body, 100)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('sends a body as it comes, and fails with what that fails with', async () => {
    async function* pieces() {
      await Promise.resolve();
      yield Buffer.from('one ');
      yield Buffer.from('two');
    }
    const { body } = await send('/echo', { method: 'POST', body: pieces() });
    expect(new TextDecoder().decode((await readUpTo(body, 100)).bytes)).toBe('one two');
    async function* endless() {
      yield* pieces();
      throw new EdgeError('TOO_LARGE', 'no more');
    }
    const failed = send('/silent', { method: 'POST', body: endless() });
    await expect(failed).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('is refused where its address is not public, by name and by number', async () => {
    const port = new URL(origin).port;
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '169.254.169.254', '0.0.0.0']) {
      const asking = send('/200', { origin: `http://${host}:${port}`, allowPrivate: false, timeoutMs: 5_000 });
      await expect(asking, host).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(asked).toEqual([]);
  });

  it('does not use a connection that another may make', async () => {
    await send('/200');
    await expect(send('/200', { allowPrivate: false })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
