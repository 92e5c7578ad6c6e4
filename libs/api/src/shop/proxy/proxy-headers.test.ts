import { describe, expect, it } from 'vitest';
import { replyHeaders, requestHeaders } from './proxy-headers.ts';

const always = { 'accept-encoding': 'identity', via: '1.1 harper-edge-ai', 'x-request-id': 'r1' };

describe('headers of a request', () => {
  it('are those that are listed, and no others', () => {
    const headers = new Headers({ accept: 'application/json', 'x-shop': '1', 'x-other': '2' });
    expect(requestHeaders(headers, { forward: ['accept', 'x-shop', 'x-absent'], requestId: 'r1' })).toEqual({
      ...always,
      accept: 'application/json',
      'x-shop': '1',
    });
  });

  it('are never those of the connection or of our callers, whatever is listed', () => {
    const never = ['authorization', 'cookie', 'x-api-key', 'host', 'connection', 'transfer-encoding', 'te', 'upgrade', 'keep-alive', 'trailer', 'proxy-authorization', 'proxy-connection', 'content-length', 'content-encoding', 'expect']; // prettier-ignore
    const headers = { get: (name: string) => (name === 'via' ? null : 'x') };
    expect(requestHeaders(headers, { forward: never, requestId: 'r1' })).toEqual(always);
  });

  it('are not those that Connection names', () => {
    const headers = new Map([
      ['connection', 'close, X-Hop'],
      ['x-hop', '1'],
      ['x-stay', '2'],
    ]);
    const sent = requestHeaders(
      { get: (name) => headers.get(name) ?? null },
      { forward: ['x-hop', 'x-stay'], requestId: 'r1' },
    );
    expect(sent).toEqual({ ...always, 'x-stay': '2' });
  });

  it('tell through whom it came', () => {
    const sent = requestHeaders(new Headers({ via: '1.1 another' }), { forward: [], requestId: 'r1' });
    expect(sent['via']).toBe('1.1 another, 1.1 harper-edge-ai');
  });
});

describe('headers of a reply', () => {
  it('are those that say what it is, and keep a page from running as one of ours', () => {
    const received = {
      'content-type': 'text/html',
      etag: '"1"',
      vary: ['accept', 'x-shop'],
      connection: 'etag',
      'set-cookie': ['a=1'],
      location: 'http://10.0.0.1/',
      server: 'x',
      'x-powered-by': 'x',
      'transfer-encoding': 'chunked',
      'access-control-allow-origin': '*',
      'strict-transport-security': 'max-age=1',
      'content-security-policy': "default-src 'self'",
    };
    expect(replyHeaders(received)).toEqual({
      'content-type': 'text/html',
      vary: 'accept, x-shop',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    });
  });
});
