import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosineSimilarity } from './index.ts';

describe('cosineSimilarity', () => {
  it.each([
    [[1, 0], [1, 1], Math.SQRT1_2, 'by hand'],
    [[1, 2, 3], [4, 5, 6], 32 / Math.sqrt(14 * 77), 'by hand'],
    [[3, 4], [-3, -4], -1, 'opposite'],
    [[1, 0], [0, 1], 0, 'at right angles'],
    [[0, 0], [1, 2], 0, 'definition: a zero vector'],
    [[], [], 0, 'definition: no components'],
    [[1e300, 1e300], [1e300, 0], Math.SQRT1_2, 'squares overflow'],
    [[1e-160, 1e-160], [3e-160, 0], Math.SQRT1_2, 'squares lose their digits'],
    [[1e-300, 0], [1e-300, 1e-300], Math.SQRT1_2, 'squares underflow'],
  ])('of %j and %j is %d (%s)', (x, y, expected) => {
    expect(cosineSimilarity(x, y)).toBeCloseTo(expected, 14);
  });

  it('is symmetric, in [-1, 1], and 1 with itself', () => {
    const component = fc.double({ noNaN: true, noDefaultInfinity: true });
    const vectors = fc.array(fc.tuple(component, component), { minLength: 1 });
    const property = fc.property(vectors, (pairs) => {
      const [x, y] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
      const cosine = cosineSimilarity(x, y);
      expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
      expect(cosineSimilarity(y, x)).toBe(cosine);
      if (x.some((value) => value !== 0)) expect(cosineSimilarity(x, x)).toBeCloseTo(1, 12);
    });
    fc.assert(property, { seed: 1 });
  });

  it('refuses unequal lengths and what is not finite', () => {
    expect(() => cosineSimilarity([1], [1, 2])).toThrow(RangeError);
    expect(() => cosineSimilarity([Number.NaN], [1])).toThrow(RangeError);
    expect(() => cosineSimilarity([1], [Infinity])).toThrow(RangeError);
  });
});
