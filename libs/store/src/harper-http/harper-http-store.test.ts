import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Store } from '@harper-edge/contracts';
import {
  blobStoreConformance,
  conformanceTable,
  createSeededRng,
  tableConformance,
} from '@harper-edge/contracts/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../memory/index.ts';
import { createStoreDoor, type StoreDoor } from '../store-door/index.ts';
import { createHarperHttpStore } from './index.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/store`;
}

/** Serves a door the way a host does. */
function serving(door: StoreDoor): RequestListener {
  return (incoming, outgoing) => {
    const hasBody = incoming.method !== 'GET';
    const request = new Request(`http://localhost${incoming.url ?? ''}`, {
      method: incoming.method ?? 'GET',
      ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
    });
    void door(request, new URL(request.url).pathname.slice('/store/'.length)).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
  };
}

function connect(url: string, options: { timeoutMs?: number; slept?: number[] } = {}): Store {
  const { slept = [], ...rest } = options;
  const sleep = (ms: number): Promise<void> => {
    slept.push(ms);
    return Promise.resolve();
  };
  const store = createHarperHttpStore({ url, sleep, rng: createSeededRng(1), ...rest });
  closing.push(() => store.close().catch(() => undefined));
  return store;
}

const open = async (): Promise<Store> =>
  connect(await listen(serving(createStoreDoor(createMemoryStore(), { tables: [conformanceTable] }))));

describe('store over HTTP', () => {
  describe('table', () => {
    const subject = { open: async () => (await open()).table(conformanceTable) };
    for (const { name, run } of tableConformance(subject)) it(name, run);
  });
  describe('blob store', () => {
    const subject = { open: async () => (await open()).blobs };
    for (const { name, run } of blobStoreConformance(subject)) it(name, run);
  });

  it('knows only the tables it is told to show', async () => {
    const other = { name: 'Secrets', indexes: [] } as const;
    await expect((await open()).table(other).get('a')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('refuses calls after it is closed', async () => {
    const store = await open();
    await store.close();
    await expect(store.table(conformanceTable).get('a')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('a store that misbehaves', () => {
  const row = { id: 'a', group: 'g', rank: 1 };
  const found = JSON.stringify({ row });

  /** A server that answers the attempts in turn, and counts them. */
  async function answering(...answers: RequestListener[]): Promise<{ url: string; attempts: () => number }> {
    let attempts = 0;
    const url = await listen((incoming, outgoing) => {
      const answer = answers[Math.min(attempts++, answers.length - 1)];
      incoming.resume();
      incoming.once('end', () => {
        answer?.(incoming, outgoing);
      });
    });
    return { url, attempts: () => attempts };
  }
  const fine: RequestListener = (_incoming, outgoing) => outgoing.end(found);
  const reset: RequestListener = (_incoming, outgoing) => outgoing.destroy();
  const silent: RequestListener = () => undefined;
  const status =
    (code: number, body = '', headers: Record<string, string> = {}): RequestListener =>
    (_incoming, outgoing) => {
      outgoing.writeHead(code, headers).end(body);
    };

  it('by resetting connections: reads and plain writes are tried again, conditional writes are not', async () => {
    const reading = await answering(reset, reset, fine);
    expect(await connect(reading.url).table(conformanceTable).get('a')).toEqual(row);
    expect(reading.attempts()).toBe(3);

    const writing = await answering(reset, status(200, '{}'));
    await connect(writing.url).table(conformanceTable).put(row);
    expect(writing.attempts()).toBe(2);

    for (const write of ['put', 'patch', 'delete'] as const) {
      const conditional = await answering(reset, fine);
      const table = connect(conditional.url).table(conformanceTable);
      const calls = {
        put: () => table.put(row, { ifAbsent: true }),
        patch: () => table.patch('a', { rank: 2 }, { ifMatch: { rank: 1 } }),
        delete: () => table.delete('a'),
      };
      await expect(calls[write]()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(conditional.attempts()).toBe(1);
    }
  });

  it('by refusing connections: everything is tried again, since nothing arrived', async () => {
    const { url } = await answering(fine);
    await closing.pop()?.();
    const slept: number[] = [];
    const table = connect(url, { slept }).table(conformanceTable);
    await expect(table.put(row, { ifAbsent: true })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(slept).toHaveLength(3);
    slept.forEach((ms, attempt) => {
      expect(ms).toBeLessThanOrEqual(50 * 2 ** attempt);
    });
  });

  it('by being busy: it is asked again when it says, and not without end', async () => {
    const slept: number[] = [];
    const busy = await answering(status(503, '', { 'retry-after': '2' }), fine);
    expect(await connect(busy.url, { slept }).table(conformanceTable).get('a')).toEqual(row);
    expect(slept).toEqual([2_000]);
    const always = await answering(status(503, '', { 'retry-after': '3600' }));
    await expect(connect(always.url, { slept }).table(conformanceTable).get('a')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect([always.attempts(), slept.at(-1)]).toEqual([4, 5_000]);
  });

  it('by never answering: DEADLINE_EXCEEDED', async () => {
    const { url } = await answering(silent);
    const store = createHarperHttpStore({ url, timeoutMs: 100, retries: 0 });
    closing.push(() => store.close().catch(() => undefined));
    await expect(store.table(conformanceTable).get('a')).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it.each([
    [401, '', 'UNAUTHENTICATED'],
    [403, '{"error":"expected a super user","code":"FORBIDDEN"}', 'FORBIDDEN'],
    [404, 'Not found', 'UNAVAILABLE'],
    [409, '{"error":"there already","code":"CONFLICT"}', 'CONFLICT'],
    [500, '{"error":"x","code":"NO_SUCH_CODE"}', 'INTERNAL'],
    [200, '<html>', 'INTERNAL'],
  ])('by answering %d %s: %s', async (code, body, expected) => {
    const { url } = await answering(status(code, body));
    await expect(connect(url).table(conformanceTable).get('a')).rejects.toMatchObject({ code: expected });
  });

  it('by sending less of a blob, or another: an error, never a short blob', async () => {
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    const read = async (answer: RequestListener): Promise<number> => {
      const { url } = await answering(answer);
      let sizeBytes = 0;
      for await (const chunk of (await connect(url).blobs.get(sha256)) ?? []) sizeBytes += chunk.length;
      return sizeBytes;
    };
    expect(await read(status(200, 'abc'))).toBe(3);
    await expect(read(status(200, 'abd'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const cut: RequestListener = (_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-length': '3' });
      outgoing.write('ab', () => outgoing.destroy());
    };
    await expect(read(cut)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('keeps the credential out of every message', async () => {
    const { url } = await answering(status(401));
    const store = createHarperHttpStore({ url, headers: { authorization: 'Basic c2VjcmV0' } });
    closing.push(() => store.close());
    await expect(store.table(conformanceTable).get('a')).rejects.toThrow(expect.not.stringContaining('c2VjcmV0'));
  });
});
