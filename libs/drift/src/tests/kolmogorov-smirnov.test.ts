import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ksTest, sortSample } from '../index.ts';
import { ksExactLogP } from '../kolmogorov-smirnov/exact-log-p.ts';
import type { KsMethod } from '../kolmogorov-smirnov/choose-method.ts';
import { createSampler } from '../testing/random-sample.ts';

const close = (actual: number, expected: number, relative: number) => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
};

describe('ksTest', () => {
  // prettier-ignore
  it.each([
    { x: [1, 2, 3, 4], y: [3, 4, 5, 6], d: 0.5, exact: 0.7714285714285716, ties: 0.7714285714285715, limit: 0.6993741991310154 },
    { x: [1, 2, 3], y: [4, 5, 6, 7, 8], d: 1, exact: 0.03571428571428571, ties: 0.03571428571428571, limit: 0.04703487990738161 },
    { x: [1, 1, 2, 3, 3], y: [2, 3, 3, 4], d: 0.4, exact: 0.7460317460317459, ties: 0.5238095238095238, limit: 0.8691635724033446 },
    { x: [0.1, 0.5, 0.9, 1.3, 1.7, 2.1], y: [0.3, 0.7, 1.5], d: 1 / 3, exact: 0.988095238095238, ties: 0.9880952380952381, limit: 0.9793631144576398 },
  ])('of $x and $y (scipy 1.17; with ties: all labellings enumerated)', ({ x, y, d, exact, ties, limit }) => {
    const p = (method: KsMethod): number => {
      const test = ksTest(x, y, { method });
      if (!test.ok) throw new Error(test.reason);
      expect(test.statistic).toBe(d);
      close(test.log10P, Math.log10(test.pValue), 1e-12);
      return test.pValue;
    };
    close(p('exact'), exact, 1e-12);
    close(p('exactTies'), ties, 1e-12);
    close(p('asymptotic'), limit, 1e-12);
  });

  it.each([
    { n: 10, m: 10, h: 10, log10: 0 },
    { n: 10, m: 10, h: 40, log10: -0.37931891659410402 },
    { n: 1000, m: 1000, h: 50_000, log10: -0.7848531054250057 },
    { n: 100_000, m: 100_000, h: 1e7, log10: -9.3575523034840665e-11 },
    { n: 100_000, m: 100_000, h: 3e8, log10: -38.791142942961512 },
    { n: 1000, m: 1000, h: 999_000, log10: -596.70930211347939 },
    { n: 1000, m: 1000, h: 1e6, log10: -600.01033210914336 },
    { n: 900, m: 800, h: 720_000, log10: -508.45929237423728 },
    { n: 7, m: 5, h: 13, log10: -0.13231233447709401 },
    { n: 300, m: 200, h: 9000, log10: -2.0789933409687821 },
    { n: 300, m: 200, h: 40_000, log10: -50.366409312438035 },
    { n: 120, m: 110, h: 120, log10: 0 },
    { n: 400, m: 350, h: 120_000, log10: -141.15632778117146 },
  ])('exact p of h = $h at $n and $m (whole path counts, mpmath)', ({ n, m, h, log10 }) => {
    expect(Math.abs(ksExactLogP({ n, m, h }) / Math.LN10 - log10)).toBeLessThanOrEqual(1e-12 * Math.max(1, -log10));
  });

  it('counts the paths of a band that no closed form is for as the closed form does', () => {
    for (const k of [3, 8, 15]) {
      const tieEnds = new Uint8Array(41).fill(1);
      close(ksExactLogP({ n: 20, m: 20, h: 20 * k, tieEnds }), ksExactLogP({ n: 20, m: 20, h: 20 * k }), 1e-12);
    }
  });

  it('reports a p below the smallest double by its logarithm', () => {
    const { many, uniform } = createSampler(1);
    const [x, y] = [many(1000, uniform), many(1000, () => uniform() + 2)];
    expect(ksTest(x, y)).toMatchObject({
      statistic: 1,
      pValue: 0,
      h: 1e6,
      log10P: expect.closeTo(-600.01033, 4) as number,
    });
  });

  it('chooses how p is computed, and says why', () => {
    const { many, uniform } = createSampler(2);
    const of = (n: number, m: number, draw = uniform) => {
      const test = ksTest(many(n, draw), many(m, draw));
      return test.ok ? `${test.method}: ${test.methodReason}` : test.reason;
    };
    expect(of(150, 100, () => Math.floor(5 * uniform()))).toBe('exactTies: equal values among no more than 400');
    expect(of(150, 100)).toBe('exact: n m is no more than 4000000');
    expect(of(3000, 3000)).toBe('exact: equal sizes have a closed form');
    expect(of(3000, 2000)).toBe('asymptotic: n m is above 4000000');
  });

  it('drops and counts missing values, keeps infinite ones, and takes -0 for 0', () => {
    expect(ksTest([1, null, 2, undefined, NaN], [1, 2])).toMatchObject({ n: 2, dropped: 3, statistic: 0, pValue: 1 });
    expect(ksTest([-Infinity, 0, Infinity], [-Infinity, -0, 5])).toMatchObject({ statistic: 1 / 3 });
    expect(ksTest([NaN], [1])).toEqual({ ok: false, reason: 'insufficientData', needed: 1, received: 0 });
  });

  it('refuses what is misuse', () => {
    expect(() => ksTest([1], [2], { alpha: 0 })).toThrow(RangeError);
    expect(() => ksTest([1], [2], { method: 'other' as 'exact' })).toThrow(RangeError);
    expect(() => ksTest(['1'] as unknown as number[], [2])).toThrow(TypeError);
  });

  it('is symmetric, bounded, and blind to order and to monotone changes of scale', () => {
    const sample = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 });
    const property = fc.property(sample, sample, (x, y) => {
      const [one, other] = [ksTest(x, y), ksTest(y, x)];
      const reordered = ksTest([...x].reverse().map(Math.exp), [...y].sort().map(Math.exp));
      if (!one.ok || !other.ok || !reordered.ok) throw new Error('no result');
      expect(one.pValue).toBeGreaterThan(0);
      expect(one.pValue).toBeLessThanOrEqual(1);
      expect(one.statistic).toBe(Math.max(one.dPlus, one.dMinus));
      expect([other.h, other.dPlus, other.dMinus]).toEqual([one.h, one.dMinus, one.dPlus]);
      close(other.pValue, one.pValue, 1e-11);
      expect(reordered).toEqual(one);
      expect(one.effect.interval?.lower).toBeLessThanOrEqual(one.statistic);
      expect(ksTest(sortSample(x), y)).toEqual(one);
    });
    fc.assert(property, { seed: 1, numRuns: 200 });
  });
});
