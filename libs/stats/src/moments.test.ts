import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyMoments, mergeMoments, momentsOf, populationVariance, skewness, variance } from './index.ts';

const relative = (actual: number, expected: number) => Math.abs(actual - expected) / Math.abs(expected || 1);
const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 60 });

describe('momentsOf', () => {
  it.each([
    { sample: [2, 4, 4, 4, 5, 5, 7, 9], mean: 5, m2: 32, skew: 0.65625, source: 'by hand' },
    { sample: [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], mean: 1e9 + 10, m2: 90, skew: 0, source: 'NIST-like, by hand' },
    { sample: [1, 2, 3, 4, 100], mean: 22, m2: 7610, skew: 1.4975367033335198, source: 'mpmath, 40 digits' },
    { sample: [1e15, 1e15 + 1, 1e15 + 1], mean: 1e15 + 2 / 3, m2: 2 / 3, skew: -Math.SQRT1_2, source: 'by hand' },
    { sample: [0.1, 0.1, 0.1], mean: 0.1, m2: 0, skew: 0, source: 'a constant' },
  ])('of $sample ($source)', ({ sample, mean, m2, skew }) => {
    const moments = momentsOf(sample);
    expect(moments).toMatchObject({ n: sample.length, min: Math.min(...sample), max: Math.max(...sample) });
    expect(relative(moments.mean, mean)).toBeLessThan(1e-15);
    expect(relative(moments.m2, m2)).toBeLessThan(1e-13);
    expect(Math.abs(skewness(moments) - skew)).toBeLessThan(1e-13);
    expect(variance(moments)).toBe(moments.m2 / (sample.length - 1));
    expect(populationVariance(moments)).toBe(moments.m2 / sample.length);
  });

  it('has no variance of one value and none at all of no value', () => {
    expect(momentsOf([])).toBe(emptyMoments);
    expect([variance(momentsOf([3])), populationVariance(momentsOf([3])), skewness(momentsOf([3]))]).toEqual([
      Number.NaN,
      0,
      0,
    ]);
    expect([populationVariance(emptyMoments), skewness(emptyMoments)]).toEqual([Number.NaN, Number.NaN]);
  });

  it.each([Number.NaN, Infinity])('refuses %d', (value) => {
    expect(() => momentsOf([1, value])).toThrow('index 1');
  });
});

describe('mergeMoments', () => {
  it('of two parts is what the whole has', () => {
    const property = fc.property(values, values, (first, second) => {
      const whole = momentsOf([...first, ...second]);
      const merged = mergeMoments(momentsOf(first), momentsOf(second));
      expect(merged).toMatchObject({ n: whole.n, min: whole.min, max: whole.max });
      const size = Math.max(1, Math.abs(whole.min), Math.abs(whole.max));
      expect(Math.abs(merged.mean - whole.mean)).toBeLessThanOrEqual(1e-14 * size);
      expect(Math.abs(merged.m2 - whole.m2)).toBeLessThanOrEqual(1e-12 * size ** 2 * (whole.n + 1));
      expect(Math.abs(merged.m3 - whole.m3)).toBeLessThanOrEqual(1e-12 * size ** 3 * (whole.n + 1));
    });
    fc.assert(property, { seed: 1 });
  });

  it('keeps the digits of a small variance at a large offset', () => {
    const [left, right] = [momentsOf([1e9, 1e9 + 1]), momentsOf([1e9 + 2, 1e9 + 3])];
    expect(mergeMoments(left, right)).toEqual({ n: 4, mean: 1e9 + 1.5, m2: 5, m3: 0, min: 1e9, max: 1e9 + 3 });
  });
});
