import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rank } from './index.ts';

describe('rank', () => {
  it.each([
    [[10, 30, 20, 20], [1, 4, 2.5, 2.5], [1, 2, 1], 'by hand'],
    [[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], [4.5, 1.5, 6, 1.5, 8, 11, 3, 10, 8, 4.5, 8], [2, 1, 2, 1, 3, 1, 1], 'R rank()'],
    [[0, -0, Infinity, -Infinity, Infinity], [2.5, 2.5, 4.5, 1, 4.5], [1, 2, 2], 'by hand'],
    [[], [], [], 'definition'],
  ])('of %j is %j (%s)', (values, ranks, tieSizes) => {
    expect([...rank(values).ranks]).toEqual(ranks);
    expect(rank(values).tieSizes).toEqual(tieSizes);
  });

  it('counts the values below, and half of those equal', () => {
    const property = fc.property(fc.array(fc.integer({ min: -9, max: 9 })), (values) => {
      const expected = values.map(
        (value) =>
          values.filter((other) => other < value).length + (values.filter((other) => other === value).length + 1) / 2,
      );
      expect([...rank(values).ranks]).toEqual(expected);
    });
    fc.assert(property, { seed: 1 });
  });

  it('refuses NaN', () => {
    expect(() => rank([1, Number.NaN])).toThrow(RangeError);
  });
});
