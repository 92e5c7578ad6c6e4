import { momentsOf } from '@harper-edge/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySums, mergeSums, momentsOfSums, replaceValue, type ExactSums } from './exact-sums.ts';

const sumsOf = (values: readonly number[]): ExactSums =>
  values.reduce((sums, value) => replaceValue(sums, 0, value), emptySums);

describe('momentsOfSums', () => {
  it('are those of two passes over the values', () => {
    const value = fc.integer({ min: -1e8, max: 1e8 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 30 }), (values) => {
        const [actual, expected] = [momentsOfSums(sumsOf(values), values.length), momentsOf(values)];
        const scale = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
        expect(Math.abs(actual.mean - expected.mean)).toBeLessThanOrEqual(1e-15 * scale);
        expect(Math.abs(actual.m2 - expected.m2)).toBeLessThanOrEqual(1e-12 * expected.m2 + 1e-28 * scale * scale);
        expect(Math.abs(actual.m3 - expected.m3)).toBeLessThanOrEqual(1e-12 * scale ** 3 * values.length);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('keep the variance of values that are nearly equal, and of those that were much larger before', () => {
    // By hand: 1e9 + (1, 2, 3, 4) has m2 = 5 around its mean 1e9 + 2.5.
    const near = [1, 2, 3, 4].map((value) => 1e9 + value);
    expect(momentsOfSums(sumsOf(near), 4)).toMatchObject({ mean: 1e9 + 2.5, m2: 5 });
    const left = [1e6, 3e5, -7e6].reduce((sums, value) => replaceValue(sums, value, 0), sumsOf([1e6, 3e5, -7e6, 1, 3]));
    expect(momentsOfSums(left, 2)).toMatchObject({ mean: 2, m2: 2, m3: 0 });
  });

  it('count units without a value', () => {
    expect(momentsOfSums(sumsOf([6]), 3)).toMatchObject({ mean: 2, m2: 24, m3: 48 });
    expect(momentsOfSums(emptySums, 0)).toEqual({ n: 0, mean: 0, m2: 0, m3: 0 });
  });

  it('are those of the whole when parts are added, in any order', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 10 });
    fc.assert(
      fc.property(values, values, (first, second) => {
        const whole = sumsOf([...first, ...second]);
        expect(mergeSums(sumsOf(first), sumsOf(second))).toEqual(whole);
        expect(mergeSums(sumsOf(second), sumsOf(first))).toEqual(whole);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
