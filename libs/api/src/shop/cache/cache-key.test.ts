import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cacheKey } from './cache-key.ts';

describe('the key of a cached answer', () => {
  it('is the SHA-256 of its canonical JSON', () => {
    // printf '{"a":[1,"x",null],"b":{"c":true}}' | openssl dgst -sha256 -binary | base64, in the alphabet of URLs
    const expected = 'A4kyky2fNogTkRQKwwlCGwvwwAH8ZkWJBMTAd7K95xM';
    expect(cacheKey({ b: { c: true, d: undefined }, a: [1, 'x', null] })).toBe(expected);
  });

  it('does not depend on the order of members, at any depth', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      const members = Object.entries(value).reverse();
      return Object.fromEntries(members.map(([name, member]) => [name, turned(member)]));
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(cacheKey({ value, model: 'm' })).toBe(cacheKey({ model: 'm', value: turned(value) }));
      }),
      { seed: 1 },
    );
  });

  it.each<[unknown, unknown]>([
    [1, '1'],
    [
      [1, 2],
      [2, 1],
    ],
    [null, Number.NaN],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [{ a: null }, {}],
    [2n, 2],
    [2n, '2n'],
    [['a,b'], ['a', 'b']],
    [{ a: 1, b: 2 }, { a: '1,"b":2' }],
    [[], {}],
  ])('tells %o from %o', (a, b) => {
    expect(cacheKey({ value: a })).not.toBe(cacheKey({ value: b }));
  });
});
