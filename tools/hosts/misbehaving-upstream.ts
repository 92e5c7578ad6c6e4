import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface MisbehavingUpstream {
  readonly url: string;
  /** `GET /path?query`, in the order they came. */
  readonly asked: readonly string[];
  /** Of the request that came last. */
  lastHeaders(): IncomingMessage['headers'];
  /** From now on it answers 503 to everything, or no more. */
  setDown(isDown: boolean): void;
  close(): Promise<void>;
}

/** As JSON writes it: numbers that JavaScript would change are to come through. */
export const shoppingList = `{"total":12345678901234567890,"data":{"items":[  {"sku":1,"title":"Climbing rope","text":"For steep rock.","price":1.0},	{"sku":"t-2","title":"Family tent","text":"To sleep in while camping.","price":2.50,"nested":{"deep":[1e2]}}]}}`;

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

const json = { 'content-type': 'application/json' };
const megabyte = Buffer.alloc(1_048_576, 'x');

const answers: Readonly<Record<string, Answer>> = {
  '/v1/items': (_, outgoing) => outgoing.writeHead(200, { ...json, etag: '"1"' }).end(shoppingList),
  '/v1/zipped': (_, outgoing) =>
    outgoing.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(shoppingList)),
  '/v1/other': (_, outgoing) => outgoing.writeHead(200, json).end('{"items":1}'),
  '/v1/page': (_, outgoing) => outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  '/v1/announced': (_, outgoing) => outgoing.writeHead(200, json).end('<html>'),
  '/v1/image': (_, outgoing) =>
    outgoing.writeHead(200, { 'content-type': 'image/png', 'set-cookie': 'a=1' }).end(Buffer.from([0, 255, 128])),
  '/v1/missing': (_, outgoing) => outgoing.writeHead(404, json).end('{"gone":true}'),
  '/v1/fails': (_, outgoing) => outgoing.writeHead(500, { 'content-type': 'text/plain' }).end('oops'),
  '/v1/silent': () => undefined,
  '/v1/reset': ({ socket }) => socket.resetAndDestroy(),
  '/v1/cut': (_, outgoing) => {
    outgoing.writeHead(200, { ...json, 'content-length': '100' });
    outgoing.write('{"data":', () => outgoing.destroy());
  },
  '/v1/claims': (_, outgoing) => {
    outgoing.writeHead(200, { ...json, 'content-length': '100000000' });
    outgoing.write('[');
  },
  '/v1/endless': (_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/plain' });
    const write = (): void => {
      while (!outgoing.destroyed && outgoing.write(megabyte));
      if (!outgoing.destroyed) outgoing.once('drain', write);
    };
    write();
  },
  '/v1/moved': (_, outgoing) => outgoing.writeHead(302, { location: '/v1/items?page=2' }).end(),
  '/v1/lures': (_, outgoing) => outgoing.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
  '/v1/leaves': (_, outgoing) => outgoing.writeHead(302, { location: '/admin' }).end(),
  '/v1/echo': async (incoming, outgoing) => {
    let bytes = 0;
    for await (const chunk of incoming) bytes += (chunk as Uint8Array).length;
    outgoing.writeHead(200, json).end(JSON.stringify({ method: incoming.method, url: incoming.url, bytes }));
  },
  '/v1/empty': (_, outgoing) => outgoing.writeHead(204).end(),
};

/** A server that answers well and badly, by its path. */
export async function startMisbehavingUpstream(): Promise<MisbehavingUpstream> {
  const asked: string[] = [];
  let last: IncomingMessage['headers'] = {};
  let isDown = false;
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    asked.push(`${method} ${url}`);
    last = headers;
    if (isDown) outgoing.writeHead(503).end();
    else (answers[url.split('?')[0] ?? ''] ?? answers['/v1/missing'])?.(incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    lastHeaders: () => last,
    setDown: (down) => {
      isDown = down;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
