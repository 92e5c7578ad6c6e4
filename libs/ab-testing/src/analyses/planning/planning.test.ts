import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanMde, meanPower } from './mean-power.ts';
import { meanSampleSize } from './mean-sample-size.ts';
import { proportionMde } from './proportion-mde.ts';
import { proportionPower } from './proportion-power.ts';
import { proportionSampleSize } from './proportion-sample-size.ts';
import { sequentialInflation } from './sequential-inflation.ts';

const z = { alpha: 1.959963984540054, power: 0.8416212335729143 };

describe('proportionSampleSize', () => {
  it('is the formula of each variance (by hand)', () => {
    // (z + z)^2 (0.1 * 0.9 + 0.11 * 0.89) / 0.01^2
    const unpooled = ((z.alpha + z.power) ** 2 * (0.09 + 0.0979)) / 0.0001;
    expect(proportionSampleSize(0.1, 0.1).nControlExact).toBeCloseTo(unpooled, 6);
    expect(proportionSampleSize(0.1, 0.1)).toMatchObject({ nControl: 14_749, nTreatment: 14_749 });
    const pooled = (z.alpha * Math.sqrt(2 * 0.105 * 0.895) + z.power * Math.sqrt(0.1879)) ** 2 / 0.0001;
    expect(proportionSampleSize(0.1, 0.1, { formula: 'pooled' }).nControlExact).toBeCloseTo(pooled, 6);
    const h = 2 * Math.asin(Math.sqrt(0.11)) - 2 * Math.asin(Math.sqrt(0.1));
    const arcsine = (2 * (z.alpha + z.power) ** 2) / h ** 2;
    expect(proportionSampleSize(0.1, 0.1, { formula: 'arcsine' }).nControlExact).toBeCloseTo(arcsine, 6);
  });

  it.each([
    { formula: 'unpooled', n: 1412804631278.7744 },
    { formula: 'pooled', n: 1412804631281.52 },
    { formula: 'arcsine', n: 1412804631274.414 },
  ] as const)('keeps its digits for the smallest changes: $formula (mpmath, 50 digits)', ({ formula, n }) => {
    expect(Math.abs(proportionSampleSize(0.1, 1e-5, { formula }).nControlExact / n - 1)).toBeLessThan(1e-14);
  });

  it('gives the power it was asked for, and the smallest change it was made for', () => {
    const rates = fc.record({
      baseline: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      change: fc.double({ min: 0.02, max: 0.5, noNaN: true }),
      power: fc.double({ min: 0.5, max: 0.99, noNaN: true }),
      treatmentToControlRatio: fc.double({ min: 0.1, max: 10, noNaN: true }),
    });
    const property = fc.property(rates, ({ baseline, change, ...options }) => {
      const { nControlExact } = proportionSampleSize(baseline, change, options);
      const sizes = { nControl: nControlExact, nTreatment: nControlExact * options.treatmentToControlRatio };
      // The tail on the other side is all that the formula leaves out.
      expect(proportionPower([baseline, change], sizes)).toBeGreaterThanOrEqual(options.power - 1e-12);
      expect(proportionPower([baseline, change], sizes)).toBeLessThan(options.power + 0.01);
      const mde = proportionMde(baseline, nControlExact, options);
      expect(mde.ok && mde.relative).toBeCloseTo(change, 9);
    });
    fc.assert(property, { seed: 1 });
  });

  it('refuses what cannot be planned', () => {
    expect(() => proportionSampleSize(0.1, 0)).toThrow(RangeError);
    expect(() => proportionSampleSize(0.6, 1)).toThrow(RangeError);
    expect(() => proportionSampleSize(0, 0.1)).toThrow(RangeError);
    expect(() => proportionSampleSize(0.1, 0.1, { power: 1 })).toThrow(RangeError);
    expect(() => proportionSampleSize(0.1, 0.1, { treatmentToControlRatio: 0 })).toThrow(RangeError);
    expect(() => proportionSampleSize(0.1, 0.1, { sides: Number.NaN as 1 })).toThrow(RangeError);
    expect(() => proportionPower([0.1, 0.1], { nControl: 0, nTreatment: 1 })).toThrow(RangeError);
    expect(proportionMde(0.9, 10)).toMatchObject({ ok: false, reason: 'infeasible' });
  });
});

describe('meanSampleSize', () => {
  it.each([
    { delta: 0.5, options: {}, n: 63.76561019095223 },
    { delta: -0.8, options: { treatmentToControlRatio: 2, power: 0.9, sides: 1 as const }, n: 20.538681438758864 },
    { delta: 2, options: {}, n: 5.089994568269925 },
    { delta: 0.2, options: { treatmentToControlRatio: 0.5, power: 0.9, alpha: 0.01 }, n: 1118.167904523874 },
  ])('of $delta by the t test is $n (scipy 1.17, nct)', ({ delta, options, n }) => {
    expect(meanSampleSize(1, delta, { ...options, formula: 'noncentralT' }).nControlExact).toBeCloseTo(n, 6);
  });

  it('is 2 (z + z)^2 sd^2 / delta^2 by the normal distribution', () => {
    expect(meanSampleSize(10, 5).nControlExact).toBeCloseTo(8 * (z.alpha + z.power) ** 2, 9);
    expect(meanSampleSize(10, 5, { treatmentToControlRatio: 3 })).toMatchObject({ nControl: 42, nTreatment: 126 });
    expect(() => meanSampleSize(1, 0)).toThrow(RangeError);
    expect(() => meanSampleSize(0, 1)).toThrow(RangeError);
  });
});

describe('meanPower', () => {
  const arms = { sdControl: 1, sdTreatment: 1, nControl: 100, nTreatment: 100 };

  it('is alpha without a difference and the planned power at the smallest one', () => {
    expect(meanPower(arms, 0)).toBeCloseTo(0.05, 14);
    expect(meanPower(arms, 0, { sides: 1 })).toBeCloseTo(0.05, 14);
    expect(meanMde(arms)).toBeCloseTo((z.alpha + z.power) * Math.sqrt(0.02), 14);
    expect(meanPower(arms, meanMde(arms))).toBeCloseTo(0.8, 5);
    expect(() => meanPower({ ...arms, nControl: 0 }, 1)).toThrow(RangeError);
  });
});

describe('sequentialInflation', () => {
  it.each(['asymptotic', 'normalMixture', 'mixtureSprt'] as const)(
    'of %s makes up for the wider interval',
    (method) => {
      const inflation = sequentialInflation(method);
      expect(inflation).toBeGreaterThan(1.3);
      expect(inflation).toBeLessThan(2.5);
      expect(sequentialInflation(method, { power: 0.95 })).toBeLessThan(inflation);
    },
  );

  it('is the ratio of the planned effects in standard errors (by hand)', () => {
    // m^2 = 2 v log(sqrt(v) / alpha) / (v - 1) with v = 8.936154601738
    const m = Math.sqrt(((2 * 8.936154601738) / 7.936154601737565) * Math.log(Math.sqrt(8.936154601738) / 0.05));
    expect(sequentialInflation('asymptotic')).toBeCloseTo(((m + z.power) / (z.alpha + z.power)) ** 2, 8);
  });
});
