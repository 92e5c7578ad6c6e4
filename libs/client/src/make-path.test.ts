import { describe, expect, it } from 'vitest';
import { makePath } from './make-path.ts';

describe('the path of an operation', () => {
  it('has its parameters as one segment each, and a path with its slashes', () => {
    expect(makePath('/model/{id}', { id: 'a/b' })).toBe('/model/a%2Fb');
    expect(makePath('/api/{tenant}/proxy/{path}', { tenant: 'shop', path: 'items/a b?c' }, { q: 1 })).toBe(
      '/api/shop/proxy/items/a%20b%3Fc?q=1',
    );
  });

  it.each(['..', 'a/../b', './a'])('refuses the path %s', (path) => {
    expect(() => makePath('/{path}', { path })).toThrow(TypeError);
  });
});
