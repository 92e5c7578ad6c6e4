import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from './index.ts';

describe('topK', () => {
  it('takes the highest, of equal ones the earlier, and no NaN', () => {
    expect(topK([0.1, 0.9, Number.NaN, 0.5, 0.9, 0.5], 3)).toEqual([
      { index: 1, score: 0.9 },
      { index: 4, score: 0.9 },
      { index: 3, score: 0.5 },
    ]);
    expect(topK([1, 2], 0)).toEqual([]);
    expect(topK([], 5)).toEqual([]);
  });

  it('is the head of the sorted scores', () => {
    const scores = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true })));
    const property = fc.property(scores, fc.nat({ max: 20 }), (values, k) => {
      const sorted = values.map((score, index) => ({ index, score }));
      sorted.sort((left, right) =>
        left.score === right.score ? left.index - right.index : left.score < right.score ? 1 : -1,
      );
      expect(topK(values, k)).toEqual(sorted.slice(0, k));
    });
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it.each([-1, 1.5, Number.NaN])('refuses k = %d', (k) => {
    expect(() => topK([1], k)).toThrow(RangeError);
  });
});
