import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upstreamPath } from './upstream-path.ts';

describe('the path asked for', () => {
  it.each([
    ['/api/shop/proxy/products', 'https://up.example', '/products'],
    ['/api/shop/proxy/products?q=a%2Fb&q=..', 'https://up.example/', '/products?q=a%2Fb&q=..'],
    ['/api/shop/proxy/a/b/', 'https://up.example/v1/', '/v1/a/b/'],
    ['/api/shop/proxy/', 'https://up.example/v1', '/v1/'],
    ['/api/shop/proxy/caf%C3%A9/100%25/x;y=1/...', 'https://up.example', '/caf%C3%A9/100%25/x;y=1/...'],
    ['/api/shop/proxy/http://other.example', 'https://up.example', undefined],
    ['/api/shop/proxy/../admin', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/a/./b', 'https://up.example', undefined],
    ['/api/shop/proxy/%2e%2e/admin', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/%2E./admin', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/%252e%252e/admin', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/..%2fadmin', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/a%252fb', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/..%5cadmin', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/..\\admin', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/..;x=1/admin', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/%25252525252e', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/a%00b', 'https://up.example/v1', undefined],
    ['/api/shop/proxy/a%0d%0ab', 'https://up.example/v1', undefined],
    ['/api/shop/proxy//other.example', 'https://up.example', undefined],
    ['/api/shop/proxy/%ff', 'https://up.example', undefined],
    ['/api/shop/proxy/%zz', 'https://up.example', undefined],
    ['/api/shop/proxy/a#b', 'https://up.example', undefined],
  ])('%s of %s is %s', (requested, upstream, expected) => {
    if (expected === undefined) expect(() => upstreamPath(requested, upstream)).toThrow('path: expected');
    else expect(upstreamPath(requested, upstream)).toBe(expected);
  });

  it('never leaves the path of the upstream, as a browser would read it', () => {
    const part = fc.constantFrom('.', '..', '/', '%2e', '%2f', '%252e', '%5c', '\\', 'a', ';', '%25', '?', '%');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        let path: string;
        try {
          path = upstreamPath(`/api/shop/proxy/${parts.join('')}`, 'https://up.example/v1/x');
        } catch {
          return;
        }
        const url = new URL(`https://up.example${path}`);
        expect(url.host).toBe('up.example');
        expect(url.pathname.startsWith('/v1/x/')).toBe(true);
        expect(new URL(`https://up.example${decodeURIComponent(url.pathname)}`).pathname).toMatch(/^\/v1\/x\//);
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });
});
