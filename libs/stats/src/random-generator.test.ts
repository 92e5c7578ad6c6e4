import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomGenerator } from './index.ts';
import { xoshiro128 } from './random-generator.ts';

describe('createRandomGenerator', () => {
  it('has the recurrence of xoshiro128++', () => {
    const next = xoshiro128([1, 2, 3, 4]);
    // Source: the authors' recurrence computed with Python integers.
    const expected = [641, 1573767, 3222811527, 3517856514, 836907274, 4247214768, 3867114732, 1355841295];
    expect(expected.map(() => next())).toEqual(expected);
  });

  it('repeats for the same seed and differs for another', () => {
    const draw = (seed: number) => {
      const rng = createRandomGenerator(seed);
      return [rng.next(), rng.next(), rng.nextInteger(1000)];
    };
    const seed = fc.maxSafeNat();
    const property = fc.property(seed, seed, (first, second) => {
      expect(draw(first)).toEqual(draw(first));
      if (first !== second) expect(draw(first)).not.toEqual(draw(second));
    });
    fc.assert(property, { seed: 1 });
    expect(draw(7)).not.toEqual(draw(7 + 2 ** 32));
  });

  it('fills a thousand cells evenly: chi-square within four standard deviations of its mean', () => {
    const rng = createRandomGenerator(1);
    const [uniform, integers] = [new Float64Array(1000), new Float64Array(1000)];
    for (let draw = 0; draw < 200_000; draw += 1) {
      const cell = Math.floor(rng.next() * 1000);
      uniform[cell] = (uniform[cell] ?? 0) + 1;
      const integer = rng.nextInteger(1000);
      integers[integer] = (integers[integer] ?? 0) + 1;
    }
    for (const counts of [uniform, integers]) {
      const statistic = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
      expect(Math.abs(statistic - 999)).toBeLessThan(4 * Math.sqrt(2 * 999));
    }
  });

  it('draws without favour from a bound that does not divide 2^32', () => {
    const rng = createRandomGenerator(3);
    const bound = 3 * 2 ** 30;
    const draws = Array.from({ length: 30_000 }, () => rng.nextInteger(bound));
    const lowest = draws.filter((value) => value < 2 ** 30).length;
    // Taking the remainder alone would put half of the draws into the lowest third.
    expect(Math.abs(lowest - 10_000)).toBeLessThan(400);
  });

  it('refuses seeds and bounds outside their range', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => createRandomGenerator(seed)).toThrow(RangeError);
    for (const bound of [0, 1.5, 2 ** 32 + 1]) {
      expect(() => createRandomGenerator(1).nextInteger(bound)).toThrow(RangeError);
    }
    expect(createRandomGenerator(1).nextInteger(1)).toBe(0);
  });
});
