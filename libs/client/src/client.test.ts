import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError, createClient, type Client, type ClientOptions } from './index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A real server that answers one request after the other as told; the last answer stays. */
async function serve(...answers: Answer[]) {
  const requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: body.toString() });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(request, response, body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, requests, client: (options: Partial<ClientOptions> = {}): Client => createClient({ url, ...options }) };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

const refusal = { error: 'no model "x"', code: 'NOT_FOUND', requestId: 'r-1' };
const busy = (retryAfter: string): Answer =>
  json({ error: 'queue full', code: 'UNAVAILABLE', requestId: 'r' }, 503, { 'retry-after': retryAfter });

describe('a call', () => {
  it('goes where the operation is', async () => {
    const { requests, client } = await serve(json({ models: [], count: 0 }));
    expect(await client().listModels({ query: { stage: 'production', limit: 5, cursor: undefined } })).toEqual({ models: [], count: 0 }); // prettier-ignore
    await client().showModel({ params: { modelId: 'a b/c', version: 'v1' } });
    await client().predict({ body: { modelId: 'm', features: { x: [1, NaN, -Infinity, 2n ** 60n, new Float32Array(1)] } } }); // prettier-ignore
    expect(requests).toMatchObject([
      { method: 'GET', url: '/models?stage=production&limit=5', body: '' },
      { method: 'GET', url: '/model/a%20b%2Fc/v1' },
      {
        method: 'POST',
        url: '/predict',
        headers: { 'content-type': 'application/json' },
        body: '{"modelId":"m","features":{"x":[1,"NaN","-Infinity","1152921504606846976",[0]]}}',
      },
    ]);
  });

  it('keeps the path of the URL, and never leaves it', async () => {
    const { url, requests } = await serve(json({}));
    const client = createClient({ url: `${url}/edge/` });
    await client.isLive();
    expect(requests[0]?.url).toBe('/edge/health/live');
    for (const modelId of ['..', '.', ''])
      await expect(client.showModel({ params: { modelId, version: 'v' } })).rejects.toThrow(TypeError);
  });

  it.each([
    [{ apiKey: 'k' }, { 'x-api-key': 'k' }],
    [{ token: 't' }, { authorization: 'Bearer t' }],
    // "Aladdin:open sesame" of RFC 7617, 2; "test:123£" in UTF-8, 2.1.
    [{ user: 'Aladdin', password: 'open sesame' }, { authorization: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==' }],
    [{ user: 'test', password: '123£' }, { authorization: 'Basic dGVzdDoxMjPCow==' }],
  ])('presents %j', async (credential, headers) => {
    const { requests, client } = await serve(json({}));
    await client({ credential }).isLive({}, { requestId: 'mine', ifRevision: 7 });
    expect(requests[0]?.headers).toMatchObject({ ...headers, 'x-request-id': 'mine', 'if-match': '"7"' });
  });

  it.each(['localhost:9926', 'ftp://localhost', 'http://user:secret@localhost'])('refuses the URL %s', (url) => {
    expect(() => createClient({ url })).toThrow(/^url: expected/);
    expect(() => createClient({ url })).not.toThrow(/secret/);
  });
});

describe('a failure', () => {
  const failureOf = async (calling: Promise<unknown>): Promise<ApiError> => {
    const error: unknown = await calling.then(() => undefined, (thrown: unknown) => thrown); // prettier-ignore
    expect(error).toBeInstanceOf(ApiError);
    return error as ApiError;
  };

  it.each<[string, Answer, object]>([
    ['of the API', json(refusal, 404), { status: 404, code: 'NOT_FOUND', message: 'no model "x"', requestId: 'r-1' }],
    [
      'in the form of OpenAI',
      json({ error: { message: 'm', type: 't', param: null, code: 'INVALID_INPUT' } }, 400, { 'x-request-id': 'q' }),
      { status: 400, code: 'INVALID_INPUT', message: 'm', requestId: 'q' },
    ],
    [
      'of something in between',
      (_, response) => response.writeHead(502, 'Bad Gateway').end('<html>'),
      { status: 502, code: 'UNEXPECTED_ANSWER', message: 'expected an answer of the API, received 502 Bad Gateway' },
    ],
    [
      'that is a redirect is not followed',
      (_, response) => response.writeHead(301, { location: 'https://other.example/x?token=1' }).end(),
      {
        status: 301,
        code: 'UNEXPECTED_ANSWER',
        message: expect.stringMatching(/to https:\/\/other.example\/x\); use/) as string,
      },
    ],
    ['that looks like success', (_, response) => response.end('<html>'), { status: 0, code: 'UNEXPECTED_ANSWER' }],
    ['that breaks off', (_, response) => { response.writeHead(200, { 'content-length': '9' }).write('{'); setTimeout(() => response.destroy(), 20); }, { code: 'UNREACHABLE' }], // prettier-ignore
    ['that never comes', () => undefined, { status: 0, code: 'TIMEOUT', message: expect.stringMatching(/within 200 ms/) as string }], // prettier-ignore
  ])('%s', async (_, answer, expected) => {
    const { client } = await serve(answer);
    expect(await failureOf(client({ timeoutMs: 200 }).showStatus())).toMatchObject(expected);
  });

  it('of the connection says which', async () => {
    const { url, client } = await serve(json({}));
    for (const close of closers.splice(0)) close();
    const failure = await failureOf(client().showStatus());
    expect(failure).toMatchObject({ code: 'UNREACHABLE', message: `${url} cannot be reached (ECONNREFUSED)` });
  });

  it('by the caller’s own abort is its reason', async () => {
    const { client } = await serve(() => undefined);
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => { controller.abort(reason); }, 20); // prettier-ignore
    await expect(client().showStatus({}, { signal: controller.signal })).rejects.toBe(reason);
    await expect(client().showStatus({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a repetition', () => {
  it('follows Retry-After', async () => {
    const { requests, client } = await serve(busy('0'), busy('1'), json({ status: 'ok' }));
    const start = performance.now();
    expect(await client().showStatus()).toEqual({ status: 'ok' });
    expect(requests).toHaveLength(3);
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('follows a date', async () => {
    const date = { date: 'Sun, 06 Nov 1994 08:49:37 GMT', 'retry-after': 'Sun, 06 Nov 1994 08:50:37 GMT' };
    const { client } = await serve(json(refusal, 429, date));
    await expect(client().showStatus()).rejects.toMatchObject({ status: 429, retryAfterSeconds: 60 });
  });

  it.each<[string, Answer, (client: Client) => Promise<unknown>, number]>([
    ['of what may count twice', busy('0'), (client) => client.predict({ body: {} }), 1],
    ['that the host wants much later', busy('31'), (client) => client.showStatus(), 1],
    ['of what would fail alike', json(refusal, 404), (client) => client.showStatus(), 1],
    ['more often than asked', busy('0'), (client) => client.showStatus(), 3],
    ['that the caller does not want', busy('0'), (client) => client.showStatus({}, { retries: 0 }), 1],
    ['of a deletion is one', busy('0'), (client) => client.deleteModel({ params: { modelId: 'm', version: 'v' } }), 3],
  ])('%s', async (_, answer, act, count) => {
    const { requests, client } = await serve(answer);
    await expect(act(client())).rejects.toBeInstanceOf(ApiError);
    expect(requests).toHaveLength(count);
  });

  it('ends with the time allowed', async () => {
    const { client } = await serve(busy('20'));
    await expect(client({ timeoutMs: 100 }).showStatus()).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('a streamed answer', () => {
  const chunk = (content: string): string => JSON.stringify({ choices: [{ delta: { content } }] });
  const events =
    (...pieces: string[]): Answer =>
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of pieces) response.write(piece);
      response.end();
    };
  const say = async (client: Client): Promise<string> => {
    let said = '';
    const body = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }] };
    for await (const { choices } of client.streamChat({ body })) said += choices[0]?.delta.content ?? '';
    return said;
  };

  it.each<[string, string[]]>([
    ['at once', [`data: ${chunk('ä')}\n\ndata: ${chunk('b')}\n\ndata: [DONE]\n\n`]],
    ['with comments, CRLF and no space', [`: ping\r\n\r\ndata:${chunk('ä')}\r\n\r\ndata: ${chunk('b')}\r\n\r\ndata: [DONE]\r\n\r\n`]], // prettier-ignore
    ['with data on two lines', [`data: {"choices":\ndata: [{"delta":{"content":"äb"}}]}\n\ndata: [DONE]\n\n`]],
  ])('comes %s', async (_, pieces) => {
    const { requests, client } = await serve(events(...pieces));
    expect(await say(client())).toBe('äb');
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ stream: true });
  });

  it('comes however it is cut', async () => {
    const bytes = new TextEncoder().encode(
      `data: ${chunk('ä')}\r\n\r\ndata: ${chunk('b')}\r\n\r\ndata: [DONE]\r\n\r\n`,
    );
    for (let cut = 1; cut < bytes.length; cut++) {
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(bytes.slice(0, cut));
          controller.enqueue(bytes.slice(cut));
          controller.close();
        },
      });
      expect(await say(createClient({ url: 'http://h', fetch: () => Promise.resolve(new Response(stream)) }))).toBe('äb'); // prettier-ignore
    }
  });

  it('fails where it fails', async () => {
    const failed = JSON.stringify({ error: { message: 'the model failed', type: 't', param: null, code: 'MODEL_FAILED' } }); // prettier-ignore
    const { client } = await serve(events(`data: ${chunk('a')}\n\n`, `data: ${failed}\n\n`));
    await expect(say(client())).rejects.toMatchObject({ code: 'MODEL_FAILED', message: 'the model failed' });
    const cut = await serve(events(`data: ${chunk('a')}\n\n`));
    await expect(say(cut.client())).rejects.toMatchObject({ code: 'UNREACHABLE' });
    const refused = await serve(json(refusal, 404));
    await expect(say(refused.client())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('ends at the host when the caller leaves', async () => {
    let closed = (): void => undefined;
    const leaving = new Promise<void>((resolve) => (closed = resolve));
    const { client } = await serve((_, response) => {
      response.on('close', () => { closed(); }); // prettier-ignore
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${chunk('a')}\n\n`);
    });
    const body = { model: 'm', messages: [{ role: 'user' as const, content: 'hi' }] };
    const pieces = client().streamChat({ body });
    await pieces.next();
    await pieces.return();
    await leaving;
  });
});

describe('an upload', () => {
  const fileOf = (name: string, text: string) => new File([text], name);
  const body = { modelId: 'm', version: 'v1', framework: 'onnx', metadata: { a: 1 }, stage: undefined } as const;

  it('arrives as it was read, with progress', async () => {
    let received: FormData | undefined;
    const { client } = await serve((request, response, bytes) => {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      void new Response(new Uint8Array(bytes), { headers }).formData().then((form) => {
        received = form;
        response.end('{"success":true}');
      });
    });
    const seen: number[] = [];
    const files = [fileOf('a "b".json', 'x\r\n--y'), fileOf('onnx/model.onnx', 'z')];
    await client().uploadModel({ body, files, onProgress: ({ sentBytes, totalBytes }) => seen.push(sentBytes / totalBytes) }); // prettier-ignore
    expect([...(received ?? [])].filter(([, value]) => typeof value === 'string')).toEqual(
      Object.entries({ modelId: 'm', version: 'v1', framework: 'onnx', metadata: '{"a":1}' }),
    );
    const sent = (received?.getAll('file') ?? []) as File[];
    expect(await Promise.all(sent.map(async (file) => [file.name, await file.text()]))).toEqual([
      ['a "b".json', 'x\r\n--y'],
      ['onnx/model.onnx', 'z'],
    ]);
    expect(seen).toEqual([6 / 7, 1]);
  });

  it('of a file that shrinks meanwhile fails, and what broke off is no whole form', async () => {
    const { requests, client } = await serve(json({ success: true }));
    const file = { name: 'm', size: 3, stream: () => new Blob(['ab']).stream() };
    await expect(client().uploadModel({ body, files: [file] })).rejects.toMatchObject({
      cause: { cause: { message: 'm: expected 3 bytes, read 2' } },
    });
    expect(requests).toEqual([]);
  });
});
