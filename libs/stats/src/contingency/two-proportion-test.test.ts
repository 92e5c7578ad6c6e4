import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcombeInterval } from './newcombe-interval.ts';
import { twoProportionTest } from './two-proportion-test.ts';
import { wilsonInterval } from './wilson-interval.ts';

const of = (successes: number, trials: number) => ({ successes, trials });
const proportion = fc
  .tuple(fc.nat(2000), fc.nat(2000))
  .map(([first, second]) => of(Math.min(first, second), Math.max(first, second, 1)));

describe('twoProportionTest', () => {
  it.each([
    // 0.02 / sqrt(0.11 * 0.89 * 2 / 1000)
    { a: of(100, 1000), b: of(120, 1000), z: 0.02 / Math.sqrt(0.0001958), p: 0.15291778186394597 },
    // 1 / sqrt(0.5 * 0.5 * 2): erfc(1)
    { a: of(0, 1), b: of(1, 1), z: Math.SQRT2, p: 0.15729920705028513 },
    { a: of(0, 10), b: of(0, 20), z: 0, p: 1 },
    { a: of(10, 10), b: of(20, 20), z: 0, p: 1 },
  ])('of $a and $b has z = $z (by hand)', ({ a, b, z, p }) => {
    const test = twoProportionTest(a, b);
    expect(test.ok && test.statistic).toBeCloseTo(z, 14);
    expect(test.ok && test.pValue).toBeCloseTo(p, 14);
  });

  it('computes each tail on its own, also where p underflows', () => {
    const [a, b] = [of(100_000, 1_000_000), of(150_000, 1_000_000)];
    expect(twoProportionTest(a, b)).toMatchObject({
      pValue: 0,
      log10P: expect.closeTo(-2483.80984763733, 9) as number,
    });
    expect(twoProportionTest(a, b, { alternative: 'greater' })).toMatchObject({ pValue: 0 });
    expect(twoProportionTest(a, b, { alternative: 'less' })).toMatchObject({ pValue: 1 });
  });

  it('is mirrored when the arms are exchanged', () => {
    const property = fc.property(proportion, proportion, (a, b) => {
      const [forth, back] = [twoProportionTest(a, b), twoProportionTest(b, a)];
      if (!forth.ok || !back.ok) throw new Error('both are valid');
      expect(forth.statistic).toBeCloseTo(-back.statistic, 12);
      expect(forth.pValue).toBeCloseTo(back.pValue, 12);
      expect(forth.difference.lower).toBeCloseTo(-back.difference.upper, 12);
      expect(forth.difference.lower).toBeGreaterThanOrEqual(-1 - 1e-12);
      expect(forth.difference.lower).toBeLessThanOrEqual(forth.difference.estimate);
      const greater = twoProportionTest(a, b, { alternative: 'greater' });
      const less = twoProportionTest(a, b, { alternative: 'less' });
      expect(greater.ok && less.ok && greater.pValue + less.pValue).toBeCloseTo(1, 12);
    });
    fc.assert(property, { seed: 1 });
  });

  it('says what is wrong with counts, and throws for a wrong level', () => {
    for (const bad of [of(11, 10), of(-1, 10), of(0.5, 10), of(Number.NaN, 10), of(1, Infinity)]) {
      expect(twoProportionTest(bad, of(1, 2))).toMatchObject({ ok: false, reason: 'invalidCounts' });
      expect(newcombeInterval(of(1, 2), bad)).toMatchObject({ ok: false, reason: 'invalidCounts' });
    }
    expect(twoProportionTest(of(0, 0), of(1, 2))).toMatchObject({ ok: false, reason: 'insufficientData' });
    for (const level of [0, 1, Number.NaN]) {
      expect(() => twoProportionTest(of(1, 2), of(1, 2), { level })).toThrow(RangeError);
      expect(() => newcombeInterval(of(1, 2), of(1, 2), level)).toThrow(RangeError);
      expect(() => wilsonInterval(of(1, 2), level)).toThrow(RangeError);
    }
  });
});

describe('wilsonInterval', () => {
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371109, 1],
    [5, 10, 0.236593090512564, 0.7634069094874361],
    [1, 29, 0.006113214292762667, 0.17175521879320282],
    [81, 263, 0.2552885198782742, 0.36620957698280004],
  ])('of %d in %d is [%d, %d] (scipy 1.17)', (successes, trials, lower, upper) => {
    const interval = wilsonInterval(of(successes, trials));
    expect(interval.ok && interval.lower).toBeCloseTo(lower, 14);
    expect(interval.ok && interval.upper).toBeCloseTo(upper, 14);
  });
});

describe('newcombeInterval', () => {
  // Newcombe (1998), table II, method 10: 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/20.
  it.each([
    [of(48, 80), of(56, 70), 0.0524, 0.3339],
    [of(3, 10), of(9, 10), 0.1705, 0.809],
    [of(0, 20), of(10, 10), 0.6791, 1],
  ])('from %o to %o is [%d, %d]', (control, treatment, lower, upper) => {
    const interval = newcombeInterval(control, treatment);
    expect(interval.ok && interval.lower).toBeCloseTo(lower, 4);
    expect(interval.ok && interval.upper).toBeCloseTo(upper, 4);
  });
});
