import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval, createRandomGenerator, median, ratioOfMediansInterval } from './index.ts';

const meanOf = (values: ArrayLike<number> = []) =>
  Array.from(values).reduce((sum, value) => sum + value / values.length, 0);
const skewed = [1, 2, 2, 3, 3, 4, 5, 7, 11, 23];
const primes = [2, 3, 5, 7, 11, 13, 17, 19];

describe('bootstrapInterval', () => {
  it.each([
    { of: 'mean', samples: [skewed], method: 'percentile', lower: 2.9, upper: 10.5, standardError: 1.9896 },
    { of: 'mean', samples: [skewed], method: 'bca', lower: 3.4, upper: 12.5, standardError: 1.9896 },
    { of: 'ratio', samples: [skewed, primes], method: 'percentile', lower: 0.2762, upper: 1.35, standardError: 0.2808 },
    { of: 'ratio', samples: [skewed, primes], method: 'bca', lower: 0.3071, upper: 1.5475, standardError: 0.2808 },
  ] as const)('agrees with scipy.stats.bootstrap on 400 000 resamples: $of, $method', (row) => {
    const statistic = ([first, second]: readonly Float64Array[]) =>
      row.of === 'mean' ? meanOf(first) : meanOf(first) / meanOf(second);
    const interval = bootstrapInterval(row.samples, statistic, { seed: 5, resamples: 40_000, method: row.method });
    if (!interval.ok) throw new Error(interval.reason);
    expect(interval.method).toBe(row.method);
    expect(Math.abs(interval.lower / row.lower - 1)).toBeLessThan(0.03);
    expect(Math.abs(interval.upper / row.upper - 1)).toBeLessThan(0.03);
    expect(Math.abs(interval.standardError / row.standardError - 1)).toBeLessThan(0.02);
  });

  it('of the mean of a symmetric sample is the t interval shrunk by what resampling leaves out', () => {
    const sample = Array.from({ length: 101 }, (_, index) => index - 50);
    const interval = bootstrapInterval([sample], ([values]) => meanOf(values), { seed: 2, resamples: 20_000 });
    // By hand: the standard error of a resampled mean is sqrt(population variance / n) = sqrt(850 / 101).
    expect(interval).toMatchObject({ ok: true, estimate: expect.closeTo(0, 10) as number, method: 'bca' });
    if (!interval.ok) return;
    expect(Math.abs(interval.standardError / Math.sqrt(850 / 101) - 1)).toBeLessThan(0.02);
    expect(Math.abs(interval.upper / (1.96 * Math.sqrt(850 / 101)) - 1)).toBeLessThan(0.04);
  });

  it('covers the true ratio of medians about as often as it says', () => {
    const rng = createRandomGenerator(11);
    const exponentials = (n: number) => Array.from({ length: n }, () => -Math.log(1 - rng.next()));
    const runs = Array.from({ length: 300 }, (_, seed) =>
      ratioOfMediansInterval(exponentials(40), exponentials(50), { seed, resamples: 400, method: 'percentile' }),
    );
    const covering = runs.filter((run) => run.ok && run.lower <= 1 && run.upper >= 1).length;
    expect(covering / 300).toBeGreaterThan(0.91);
    expect(covering / 300).toBeLessThan(0.985);
  });

  it('depends on the values and the seed only, holds the estimate and grows with the level', () => {
    const values = fc.array(fc.double({ noNaN: true, min: 0.1, max: 100 }), { minLength: 5, maxLength: 40 });
    const property = fc.property(values, fc.nat(), (sample, seed) => {
      const statistic = ([sorted]: readonly Float64Array[]) => median(sorted ?? []);
      const options = { seed, resamples: 200, method: 'percentile' } as const;
      const interval = bootstrapInterval([sample], statistic, options);
      expect(bootstrapInterval([sample.toReversed()], statistic, options)).toEqual(interval);
      const wider = bootstrapInterval([sample], statistic, { ...options, level: 0.999 });
      if (!interval.ok || !wider.ok) throw new Error('not finite');
      expect(wider.lower).toBeLessThanOrEqual(interval.lower);
      expect(wider.upper).toBeGreaterThanOrEqual(interval.upper);
    });
    fc.assert(property, { seed: 1, numRuns: 30 });
  });

  it('falls back to the percentile method where BCa is not defined', () => {
    expect(
      bootstrapInterval([[1, 1, 1, 5]], ([values]) => values?.at(0) ?? 0, { seed: 1, resamples: 50 }),
    ).toMatchObject({
      ok: true,
      estimate: 1,
    });
    expect(bootstrapInterval([[1, 2, 3]], ([values]) => (values?.at(-1) === 3 ? 9 : 1), { seed: 1 })).toMatchObject({
      ok: true,
    });
    // All resamples lie below the estimate: the bias is infinite.
    let calls = 0;
    expect(bootstrapInterval([[1, 2, 3]], () => -calls++, { seed: 1, resamples: 9 })).toMatchObject({
      ok: true,
      method: 'percentile',
      lower: -8.8,
      upper: expect.closeTo(-1.2, 12) as number,
    });
  });

  it('counts resamples equal to the estimate as half below it', () => {
    const middle = ([sorted]: readonly Float64Array[]) => median(sorted ?? []);
    // By symmetry there is no bias and no acceleration, so BCa is the percentile interval.
    expect(bootstrapInterval([[1, 1, 2, 2, 2, 3, 3]], middle, { seed: 1 })).toMatchObject({ lower: 1, upper: 3 });
  });

  it('says what is missing', () => {
    expect(ratioOfMediansInterval([1, 2], [3], { seed: 1 })).toEqual({
      ok: false,
      reason: 'insufficientData',
      needed: 2,
      received: 1,
    });
    expect(ratioOfMediansInterval([1, 2], [0, 0], { seed: 1 })).toEqual({ ok: false, reason: 'nonFinite' });
  });

  it('refuses misuse', () => {
    const mean = ([values]: readonly Float64Array[]) => meanOf(values);
    expect(() => bootstrapInterval([], mean, { seed: 1 })).toThrow(RangeError);
    expect(() => bootstrapInterval([[1, Number.NaN]], mean, { seed: 1 })).toThrow(RangeError);
    expect(() => bootstrapInterval([[1, 2]], mean, { seed: 1, level: 1 })).toThrow(RangeError);
    expect(() => bootstrapInterval([[1, 2]], mean, { seed: 1, resamples: 1 })).toThrow(RangeError);
    expect(() => bootstrapInterval([[1, 2]], mean, { seed: -1 })).toThrow(RangeError);
  });
});
