import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rememberCalm, residentBytes, type Calm } from './calm.ts';
import type { FaultOptions } from './load-faults.ts';
import { upload, type RunningHost } from './running-host.ts';

const root = join(import.meta.dirname, '../..');
const question = JSON.stringify({ modelId: 'faults-known', features: { float_input: [5.1, 3.5, 1.4, 0.2] } });
const post = (headers: string): string =>
  `POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n`;

/** Requests that are slow, in pieces, many at once or of another age. */
export function describeHttpFaults(host: () => RunningHost, { isOneProcess }: FaultOptions): void {
  describe('slow and odd connections', () => {
    let calm: Calm;
    let slow: Promise<readonly string[]>;
    const sockets: Socket[] = [];

    /** Everything that comes back until the host ends the connection. */
    const conversation = (send: (socket: Socket) => void): Promise<string> =>
      new Promise((resolve) => {
        const { hostname, port } = new URL(host().url);
        const socket = connect(Number(port), hostname);
        sockets.push(socket);
        let text = '';
        socket.on('data', (piece) => (text += String(piece)));
        socket.on('error', () => undefined);
        socket.on('close', () => {
          resolve(text);
        });
        send(socket);
      });
    /** Sends a piece every so often, for ever. */
    const drip = (start: string, piece: string) => (socket: Socket) => {
      socket.write(start);
      const timer = setInterval(() => socket.write(piece), 1_000);
      socket.on('close', () => {
        clearInterval(timer);
      });
    };

    beforeAll(async () => {
      const iris = new Uint8Array(readFileSync(join(root, 'examples/iris/iris-logreg.onnx')));
      const { status } = await upload(host().url, iris, {
        modelId: 'faults-known',
        version: 'v2',
        stage: 'production',
      });
      expect(status).toBe(200);
      calm = await rememberCalm(host);
      // They take their time; the last test looks how they ended.
      slow = Promise.all([
        conversation(drip(post('Content-Length: 1000\r\n'), ' ')),
        // Harper waits a minute and a half for headers; that is its own setting.
        ...(isOneProcess ? [conversation(drip('POST /predict HTTP/1.1\r\nHost: x\r\n', 'X-More: 1\r\n'))] : []),
      ]);
    });
    afterAll(() => {
      for (const socket of sockets) socket.destroy();
    });

    it('a million chunks of one byte are one request', async () => {
      const padding = ' '.repeat(1_000_000 - question.length);
      const chunks = Buffer.from(Array.from(question + padding, (byte) => `1\r\n${byte}\r\n`).join('') + '0\r\n\r\n');
      const send = () =>
        conversation((socket) => {
          socket.write(post('Transfer-Encoding: chunked\r\nConnection: close\r\n'));
          socket.write(chunks);
        });
      expect(await send()).toMatch(/^HTTP\/1\.1 200[\s\S]*setosa/);
      const before = residentBytes(host());
      for (let i = 0; i < 3; i++) expect(await send()).toMatch(/^HTTP\/1\.1 200/);
      if (isOneProcess) expect(residentBytes(host()) - before).toBeLessThan(64 << 20);
      await calm.expectCalm();
    });

    it('50 requests sent at once over one connection are answered in their order', async () => {
      const requests = Array.from({ length: 50 }, (_, i) => {
        const last = i === 49 ? 'Connection: close\r\n' : '';
        return post(`X-Request-Id: pipelined-${i}\r\nContent-Length: ${question.length}\r\n${last}`) + question;
      });
      const text = await conversation((socket) => socket.write(requests.join('')));
      expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(50);
      const ids = [...text.matchAll(/x-request-id: pipelined-(\d+)/gi)].map(([, id]) => Number(id));
      expect(ids).toEqual(Array.from({ length: 50 }, (_, i) => i));
      await calm.expectCalm();
    });

    it('HTTP/1.0 is answered, and its connection ended', async () => {
      expect(await conversation((socket) => socket.write('GET /health/live HTTP/1.0\r\n\r\n'))).toMatch(
        /^HTTP\/1\.[01] 200[\s\S]*"live":true/,
      );
      const sent = post(`Content-Length: ${question.length}\r\n`).replace('HTTP/1.1', 'HTTP/1.0') + question;
      expect(await conversation((socket) => socket.write(sent))).toMatch(/^HTTP\/1\.[01] 200[\s\S]*setosa/);
    });

    it('HEAD is answered as GET without a body, and refused where there is no GET', async () => {
      for (const path of ['/health/live', '/Status', '/openapi.json']) {
        const head = await fetch(`${host().url}${path}`, { method: 'HEAD' });
        expect([path, head.status, await head.text()]).toEqual([path, 200, '']);
      }
      expect((await fetch(`${host().url}/predict`, { method: 'HEAD' })).status).toBe(405);
    });

    it.each([
      ['no protocol', 'GET / \r\n\r\n'],
      ['bytes', Buffer.from([0, 1, 2, 255, 13, 10, 13, 10]).toString('latin1')],
      ['a header of 100 kB', `GET /health/live HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
      ['two lengths', `${post('Content-Length: 5\r\nContent-Length: 6\r\n')}hello!`],
      ['a length and chunks', `${post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n')}0\r\n\r\n`],
      ['a chunk of no length', `${post('Transfer-Encoding: chunked\r\n')}xyz\r\n`],
    ])('%s: refused, and the connection ended', async (_what, sent) => {
      expect(await conversation((socket) => socket.write(sent, 'latin1'))).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
      await calm.expectCalm();
    });

    it('headers and bodies that never end are ended: 408', async () => {
      const [body, headers] = await slow;
      if (headers !== undefined) expect(headers).toMatch(/^HTTP\/1\.1 408/);
      expect(body).toMatch(/^HTTP\/1\.1 408[\s\S]*REQUEST_TIMEOUT/);
      await calm.expectCalm();
    }, 100_000);
  });
}
