import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expectFailure, expectServing } from './expectations.ts';
import { call, type RunningHost } from './running-host.ts';

/** Requests that are wrong as HTTP, whatever they ask for. */
export function describeBadRequests(host: () => RunningHost): void {
  const expectStillServing = () => expectServing(host());

  describe('HTTP', () => {
    it('wrong verbs: 405 with Allow', async () => {
      const answer = await call(`${host().url}/predict`);
      expectFailure(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.headers.get('allow')).toBe('POST');
    });

    it('unknown routes: 404', async () => {
      expectFailure(await call(`${host().url}/model/a/b/c/d`), 404, 'NOT_FOUND');
    });

    it('other content types and codings: 415', async () => {
      const send = (headers: Record<string, string>) =>
        call(`${host().url}/predict`, { method: 'POST', body: '{}', headers });
      expectFailure(await send({ 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE');
      expectFailure(
        await send({ 'content-type': 'application/json', 'content-encoding': 'br' }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      );
    });

    it('gzip is read, a gzip bomb is 413', async () => {
      const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const asked = JSON.stringify({ modelId: 'bad', features: { float_input: [5.1, 3.5, 1.4, 0.2] } });
      const post = (body: Uint8Array<ArrayBuffer>) => call(`${host().url}/predict`, { method: 'POST', headers, body });
      expect((await post(new Uint8Array(gzipSync(asked)))).status).toBe(200);
      expectFailure(await post(new Uint8Array(gzipSync(Buffer.alloc(200_000_000, ' ')))), 413, 'TOO_LARGE');
    });

    it('a body of 100 MB is refused at once: 413', async () => {
      const { hostname, port } = new URL(host().url);
      const socket = connect(Number(port), hostname);
      const answer = new Promise<string>((resolve, reject) => {
        let text = '';
        socket.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (text.includes('TOO_LARGE')) resolve(text);
        });
        socket.on('error', reject);
        socket.on('close', () => {
          resolve(text);
        });
      });
      socket.write(
        'POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{',
      );
      expect(await answer).toMatch(/^HTTP\/1\.1 413[\s\S]*TOO_LARGE/);
      socket.destroy();
      await expectStillServing();
    });

    it('a body that really sends 100 MB: 413', async () => {
      const body = new Uint8Array(100_000_000).fill(32);
      const answer = await call(`${host().url}/predict`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      expectFailure(answer, 413, 'TOO_LARGE');
      await expectStillServing();
    });

    it('a body of unknown length that grows over the limit: 413', async () => {
      const { hostname, port } = new URL(host().url);
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
      const sending = request({ hostname, port, path: '/predict', method: 'POST', headers });
      sending.on('error', () => undefined);
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      const chunk = Buffer.alloc(1 << 20, ' ');
      const over = new AbortController();
      void answered.then(() => {
        over.abort();
      });
      for (let sent = 0; sent < 60 && !over.signal.aborted; sent++) {
        if (!sending.write(chunk)) await Promise.race([once(sending, 'drain'), answered]);
      }
      const [response] = await answered;
      expect(response.statusCode).toBe(413);
      expect((await response.toArray()).join('')).toContain('TOO_LARGE');
      sending.destroy();
      await expectStillServing();
    });

    it('a caller that leaves in the middle of an upload leaves nothing behind', async () => {
      const { hostname, port } = new URL(host().url);
      const socket = connect(Number(port), hostname);
      const head =
        '--b\r\nContent-Disposition: form-data; name="modelId"\r\n\r\nleft\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="m"\r\n\r\n';
      socket.write(
        `POST /model/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n${head}${'x'.repeat(500_000)}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      socket.destroy();
      expect((await call(`${host().url}/model/versions?modelId=left`)).status).toBe(404);
      await expectStillServing();
    });
  });
}
