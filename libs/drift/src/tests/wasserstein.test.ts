import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wasserstein, weightedWasserstein } from '../index.ts';

describe('wasserstein', () => {
  it.each([
    { x: [0, 1, 3], y: [5, 6, 8, 20], w1: 8.416666666666666 },
    { x: [1, 2, 3, 10], y: [2, 2.5], w1: 2.25 },
  ])('of $x and $y (scipy 1.17)', ({ x, y, w1 }) => {
    expect(wasserstein(x, y)).toMatchObject({
      ok: true,
      w1: expect.closeTo(w1, 14) as number,
      n: x.length,
      m: y.length,
    });
  });

  it('is taken in standard deviations of the reference, also where their squares overflow or vanish', () => {
    // [0, 2] has population standard deviation 1 and lies 3 from [3, 5].
    for (const scale of [1, 1e300, 1e-300]) {
      const of = (values: number[]) => values.map((value) => value * scale);
      expect(wasserstein(of([0, 2]), of([3, 5]))).toMatchObject({ w1OverStd: expect.closeTo(3, 14) as number });
    }
    expect(wasserstein([-1.5e308, -1.5e308, 0, 0], [1.5e308, -1.5e308, 0, 0])).toMatchObject({ w1: 0.75e308 });
  });

  it('of a constant reference is 0 or infinite in standard deviations, with a warning', () => {
    expect(wasserstein([2, 2], [2])).toMatchObject({ w1OverStd: 0, warnings: ['constantReference'] });
    expect(wasserstein([2, 2], [3])).toMatchObject({ w1: 1, w1OverStd: Infinity, warnings: ['constantReference'] });
  });

  it('does not exist for infinite values and without values', () => {
    expect(wasserstein([1, Infinity], [1])).toMatchObject({ ok: false, reason: 'nonFinite' });
    expect(wasserstein([1, NaN], [NaN])).toMatchObject({ ok: false, reason: 'insufficientData' });
  });

  it('is a distance that a shift changes by as much', () => {
    const sample = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 30 });
    const w1 = (x: number[], y: number[]): number => {
      const result = wasserstein(x, y);
      return result.ok ? result.w1 : NaN;
    };
    const property = fc.property(sample, sample, sample, fc.integer({ min: 1, max: 50 }), (x, y, z, shift) => {
      expect(w1(x, [...x].reverse())).toBe(0);
      expect(w1(x, y)).toBeCloseTo(w1(y, x), 9);
      expect(w1(x, y)).toBeLessThanOrEqual(w1(x, z) + w1(z, y) + 1e-9);
      expect(w1(x, x.map((value) => value + shift))).toBeCloseTo(shift, 9); // prettier-ignore
      const ones = (values: number[]) => ({ values, weights: values.map(() => 2) });
      const weighted = weightedWasserstein(ones(x), ones(y));
      const plain = wasserstein(x, y);
      expect(weighted.ok && plain.ok && [weighted.w1, weighted.referenceStd]).toEqual(
        plain.ok && [expect.closeTo(plain.w1, 9), expect.closeTo(plain.referenceStd, 9)],
      );
    });
    fc.assert(property, { seed: 1, numRuns: 200 });
  });
});

describe('weightedWasserstein', () => {
  const values = [0, 1, 3];
  it('leaves out what has no weight (scipy 1.17)', () => {
    const current = { values: [5, 6, 8, null], weights: [1, 1, 0, 7] };
    expect(weightedWasserstein({ values, weights: [1, 0, 3] }, current)).toMatchObject({
      w1: 3.25,
      n: 3,
      m: 3,
      dropped: 1,
    });
  });

  it('cancels equal parts before a wide gap (exact fractions by hand)', () => {
    // Ten of eleven parts lie 1 apart, the last one lies at the same far place on both sides.
    const reference = { values: [...Array<number>(10).fill(0), 1e12], weights: Array<number>(11).fill(1) };
    const current = { values: [1, 1e12], weights: [10, 1] };
    expect(weightedWasserstein(reference, current)).toMatchObject({ w1: expect.closeTo(10 / 11, 14) as number });
  });

  it('takes weights of any size, as only their shares count (by hand)', () => {
    for (const weight of [1e-300, 1e-200, 1e200, 1e307]) {
      const reference = { values: [1, 2], weights: [weight, weight] };
      expect(weightedWasserstein(reference, { values: [1], weights: [weight] })).toMatchObject({ w1: 0.5 });
    }
  });

  it('says what is wrong with weights', () => {
    const plain = { values, weights: [1, 1, 1] };
    expect(weightedWasserstein(plain, { values, weights: [1e308, 1e308, 1] })).toMatchObject({
      reason: 'invalidCounts',
    });
    expect(weightedWasserstein(plain, { values, weights: [1, -1, 1] })).toMatchObject({ reason: 'invalidCounts' });
    expect(weightedWasserstein(plain, { values, weights: [0, 0, 0] })).toMatchObject({ reason: 'zeroDenominator' });
    expect(weightedWasserstein(plain, { values: [Infinity], weights: [1] })).toMatchObject({ reason: 'nonFinite' });
    expect(weightedWasserstein(plain, { values: [null], weights: [1] })).toMatchObject({ reason: 'insufficientData' });
    expect(() => weightedWasserstein(plain, { values, weights: [1] })).toThrow(RangeError);
  });
});
