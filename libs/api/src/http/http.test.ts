import { gzipSync, deflateSync } from 'node:zlib';
import { edgeErrorCodes, EdgeError, type EdgeErrorCode } from '@harper-edge/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';
import { readBody } from './read-body.ts';
import { readMultipart } from './read-multipart.ts';
import { errorReply, statusByCode } from './status.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('JSON', () => {
  it('keeps integers beyond 2^53 exact', () => {
    expect(
      parseJson(bytes('{"a": 9007199254740993, "b": [1, -9223372036854775808], "c": 12345678901234567.5}')),
    ).toEqual({
      a: 9007199254740993n,
      b: [1, -9223372036854775808n],
      c: 12345678901234567.5,
    });
  });

  it('refuses a whole number of more digits than anything holds, without working on it', () => {
    expect(() => parseJson(bytes(`[${'9'.repeat(5_000_000)}]`))).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: expect.stringContaining('a whole number of 5000000 digits') as string,
      }),
    );
  });

  it('skips a byte order mark and counts no brackets inside strings', () => {
    expect(parseJson(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes('{"a":1}')]))).toEqual({ a: 1 });
    expect(parseJson(bytes(JSON.stringify(`${'['.repeat(500)}"\\`)))).toHaveLength(502);
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":[{"c":2}],"a":3}',
    '[{"x":{"y":1,"y":2}}]',
    '{"a":1,"\\u0061":2}',
    '{"a\\"b":1,"a\\"b":2}',
  ])('refuses a key given twice: %s', (text) => {
    expect(() => parseJson(bytes(text))).toThrow(/expected each key once/);
  });

  it('takes the same key in different objects, and any value that looks like a key', () => {
    const value = { a: { a: [{ a: 'a' }, { a: 'a' }] }, b: ['a', 'a', '{"a":1,"a":2}'], 'c\\': '\\"', 'c\\"': ',"c":' };
    expect(parseJson(bytes(JSON.stringify(value)))).toEqual(value);
  });

  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        const parsed = JSON.stringify(parseJson(bytes(text)), (_key, inner: unknown) =>
          typeof inner === 'bigint' ? Number(inner) : inner,
        );
        expect(JSON.parse(parsed)).toEqual(JSON.parse(text));
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  it.each(['', '{', '{"a":NaN}', '[1,]', 'hello', '{"a" 1}', '\u0000'])('refuses %j', (text) => {
    expect(() => parseJson(bytes(text))).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow('UTF-8');
  });

  it.each(['[', '{"a":'])('refuses 250,000 levels of %s at once', (open) => {
    expect(() => parseJson(bytes(open.repeat(250_000)))).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }));
  });
});

describe('bodies', () => {
  const request = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    new Request('http://localhost/', { method: 'POST', body, headers });
  const read = async (sent: Request, maxBytes = 100) => new TextDecoder().decode(await readBody(sent, maxBytes));

  it('are read plain, gzipped and deflated', async () => {
    expect(await read(request('hello'))).toBe('hello');
    expect(await read(request(new Uint8Array(gzipSync('hello')), { 'content-encoding': 'gzip' }))).toBe('hello');
    expect(await read(request(new Uint8Array(deflateSync('hello')), { 'content-encoding': 'deflate' }))).toBe('hello');
    expect(await read(new Request('http://localhost/', { method: 'POST' }))).toBe('');
  });

  it('over the limit are TOO_LARGE: declared, on the wire and decompressed', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(10_000_000)));
    expect(bomb.length).toBeLessThan(20_000);
    await expect(read(request('x'.repeat(101)))).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(read(request(bomb, { 'content-encoding': 'gzip' }), 20_000)).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    await expect(readBody(request('x', { 'content-length': '101' }), 100)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('of broken or unknown coding are refused', async () => {
    const cut = new Uint8Array(gzipSync('hello world').subarray(0, 20));
    await expect(read(request(cut, { 'content-encoding': 'gzip' }))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(read(request('plain', { 'content-encoding': 'gzip' }))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(read(request('x', { 'content-encoding': 'br' }))).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });
});

describe('multipart', () => {
  const options = {
    maxBytes: 10_000_000,
    onFile: async (content: AsyncIterable<Uint8Array>) => {
      let sizeBytes = 0;
      for await (const chunk of content) sizeBytes += chunk.length;
      return sizeBytes;
    },
  };
  const form = (...parts: [string, string | Blob][]): Request => {
    const data = new FormData();
    for (const [name, value] of parts) data.append(name, value);
    return new Request('http://localhost/', { method: 'POST', body: data });
  };
  const raw = (body: string, contentType = 'multipart/form-data; boundary=b') =>
    new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': contentType } });
  const part = (name: string, more: string, content: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;

  it('streams files and collects fields, in any order', async () => {
    const sent = form(['file', new Blob(['x'.repeat(3_000_000)])], ['modelId', 'm'], ['version', 'ü']);
    expect(await readMultipart(sent, options)).toEqual({
      fields: { modelId: 'm', version: 'ü' },
      files: [{ name: 'file', fileName: 'blob', content: 3_000_000 }],
    });
  });

  it('refuses a body that breaks off, also inside a file', async () => {
    const whole = part('modelId', '', 'm') + part('file', '; filename="f"', 'x'.repeat(1_000));
    for (const length of [0, 10, 60, whole.length - 500, whole.length - 1]) {
      await expect(readMultipart(raw(whole.slice(0, length)), options)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
  });

  it('keeps files in their order under their names, folders included', async () => {
    const parts =
      part('file', '; filename="onnx/b.onnx"', 'bb') +
      part('file', '; filename="a.json"', 'a') +
      part('weights', '; filename=""\r\nContent-Type: application/octet-stream', 'www');
    expect((await readMultipart(raw(`${parts}--b--\r\n`), options)).files).toEqual([
      { name: 'file', fileName: 'onnx/b.onnx', content: 2 },
      { name: 'file', fileName: 'a.json', content: 1 },
      { name: 'weights', fileName: 'weights', content: 3 },
    ]);
  });

  it('refuses fields given twice, too many parts, another content type and no boundary', async () => {
    await expect(readMultipart(form(['a', '1'], ['a', '2']), options)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const files = form(...Array.from({ length: 65 }, (): [string, Blob] => ['file', new Blob(['x'])]));
    await expect(readMultipart(files, options)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const many = form(...Array.from({ length: 40 }, (_, i): [string, string] => [`f${i}`, 'x']));
    await expect(readMultipart(many, options)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(readMultipart(raw('{}', 'application/json'), options)).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
    await expect(readMultipart(raw('x', 'multipart/form-data; a=b'), options)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('fails with what the reader of a file says, and over the limit', async () => {
    const full = { ...options, onFile: () => Promise.reject(new EdgeError('UNAVAILABLE', 'disk full')) };
    await expect(readMultipart(form(['file', new Blob(['x'.repeat(500_000)])]), full)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    const big = form(['file', new Blob(['x'.repeat(500_000)])]);
    await expect(readMultipart(big, { ...options, maxBytes: 100_000 })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});

describe('failures', () => {
  it('have a status each, and a body without cause or stack', () => {
    expect(Object.keys(statusByCode).sort()).toEqual(Object.keys(edgeErrorCodes).sort());
    for (const code of Object.keys(statusByCode) as EdgeErrorCode[]) {
      const response = errorReply(new EdgeError(code, 'message', { cause: new Error('secret') }), 'r1');
      expect(response.status).toBe(statusByCode[code]);
      expect(JSON.parse(response.body as string)).toEqual({ error: 'message', code, requestId: 'r1' });
    }
  });

  it('that nobody foresaw say nothing of what happened', () => {
    const response = errorReply(new Error('password 1234 in /etc/x'), 'r1');
    expect([response.status, response.body]).toEqual([500, expect.not.stringContaining('1234')]);
  });

  it('tell when to retry and what is allowed', () => {
    expect(errorReply(new EdgeError('UNAVAILABLE', 'm', { retryAfterSeconds: 7 }), 'r').headers['retry-after']).toBe(
      '7',
    );
    expect(errorReply(new EdgeError('METHOD_NOT_ALLOWED', 'm', { allow: 'GET' }), 'r').headers['allow']).toBe('GET');
  });
});
