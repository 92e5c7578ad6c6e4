import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as stats from '../index.ts';

const positive = fc.double({ noNaN: true, min: 1e-3, max: 1e6 });
const probability = fc.double({ noNaN: true, min: 1e-12, max: 1 - 1e-12 });
const families = [
  { name: 'normal', cdf: stats.normalCdf, sf: stats.normalSf, quantile: stats.normalQuantile, isf: stats.normalIsf },
  {
    name: 'gamma',
    cdf: stats.gammaCdf,
    sf: stats.gammaSf,
    quantile: stats.gammaQuantile,
    isf: stats.gammaIsf,
  },
  {
    name: 'chiSquare',
    cdf: stats.chiSquareCdf,
    sf: stats.chiSquareSf,
    quantile: stats.chiSquareQuantile,
    isf: stats.chiSquareIsf,
  },
  {
    name: 'studentT',
    cdf: stats.studentTCdf,
    sf: stats.studentTSf,
    quantile: stats.studentTQuantile,
    isf: stats.studentTIsf,
  },
  { name: 'beta', cdf: stats.betaCdf, sf: stats.betaSf, quantile: stats.betaQuantile, isf: stats.betaIsf },
] as {
  name: string;
  cdf: (x: number, ...shapes: number[]) => number;
  sf: (x: number, ...shapes: number[]) => number;
  quantile: (p: number, ...shapes: number[]) => number;
  isf: (p: number, ...shapes: number[]) => number;
}[];

describe.each(families)('$name', ({ cdf, sf, quantile, isf }) => {
  it('has tails that add up to 1 and a cdf that grows', () => {
    const x = fc.oneof(fc.double({ noNaN: true, min: -50, max: 1e6 }), fc.double({ noNaN: true, min: 0, max: 1 }));
    const property = fc.property(x, x, positive, positive, (first, second, a, b) => {
      const [low, high] = [Math.min(first, second), Math.max(first, second)];
      expect(cdf(low, a, b) + sf(low, a, b)).toBeCloseTo(1, 11);
      expect(cdf(low, a, b)).toBeGreaterThanOrEqual(0);
      expect(cdf(low, a, b)).toBeLessThanOrEqual(cdf(high, a, b) * (1 + 1e-10));
      expect(cdf(high, a, b)).toBeLessThanOrEqual(1);
    });
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it('has quantiles that its tails bring back', () => {
    const property = fc.property(probability, positive, positive, (p, a, b) => {
      const [x, y] = [quantile(p, a, b), isf(p, a, b)];
      // Where the quantile itself underflows, or is as close to 1 as doubles go, there is nothing to bring back.
      if (Math.abs(x) > 1e-290 && Number.isFinite(x) && x < 1 - 1e-6)
        expect(Math.abs(cdf(x, a, b) / p - 1)).toBeLessThan(1e-8);
      if (Math.abs(y) > 1e-290 && Number.isFinite(y) && y < 1 - 1e-6)
        expect(Math.abs(sf(y, a, b) / p - 1)).toBeLessThan(1e-8);
    });
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it('has infinite or extreme quantiles at 0 and 1, and none outside', () => {
    expect(cdf(quantile(0, 2, 3), 2, 3)).toBe(0);
    expect(cdf(quantile(1, 2, 3), 2, 3)).toBe(1);
    expect([quantile(0, 2, 3), quantile(1, 2, 3)].map((x) => sf(x, 2, 3))).toEqual([1, 0]);
    expect([isf(1, 2, 3), isf(0, 2, 3)].map((x) => sf(x, 2, 3))).toEqual([1, 0]);
    for (const p of [-0.1, 1.1, Number.NaN])
      expect([quantile(p, 2, 3), isf(p, 2, 3)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('is NaN at NaN', () => {
    expect([cdf(Number.NaN, 2, 3), sf(Number.NaN, 2, 3)]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('invalid parameters', () => {
  const calls = {
    gamma: () => [stats.gammaCdf(1, 0), stats.gammaSf(1, -1), stats.gammaLogCdf(1, 0), stats.gammaLogSf(1, 0)],
    gammaQuantile: () => [stats.gammaQuantile(0.5, 0), stats.gammaIsf(0.5, Infinity)],
    beta: () => [
      stats.betaCdf(0.5, 0, 1),
      stats.betaSf(0.5, 1, 0),
      stats.betaLogCdf(0.5, 0, 1),
      stats.betaLogSf(0.5, 0, 1),
    ],
    betaQuantile: () => [stats.betaQuantile(0.5, 0, 1), stats.betaIsf(0.5, 1, -1)],
    studentT: () => [stats.studentTSf(1, 0), stats.studentTLogSf(1, -1), stats.studentTIsf(0.5, 0)],
    binomial: () => [stats.binomialSf(1, 2.5, 0.5), stats.binomialCdf(1, 2, 1.5), stats.binomialLogSf(1, -1, 0.5)],
    noncentralT: () => [stats.noncentralTSf(1, 0, 1), stats.noncentralTCdf(Number.NaN, 1, 1)],
    kolmogorov: () => [stats.kolmogorovSf(Number.NaN), stats.kolmogorovIsf(2), stats.kolmogorovCdf(Number.NaN)],
    normal: () => [stats.normalIsfLog(1), stats.normalPdf(Number.NaN), stats.logGamma(-1)],
  };
  it.each(Object.entries(calls))('of %s give NaN', (_, call) => {
    for (const value of call()) expect(value).toBeNaN();
  });
});

describe('edges', () => {
  it.each([
    ['the normal tails at infinity', stats.normalSf(Infinity), 0],
    ['the log normal tail at infinity', stats.normalLogSf(Infinity), -Infinity],
    ['the log normal tail at minus infinity', stats.normalLogSf(-Infinity), -0],
    ['the normal quantile of an impossible tail', stats.normalIsfLog(-Infinity), Infinity],
    ['the chi-square tail below 0', stats.chiSquareSf(-1, 3), 1],
    ['the chi-square tail at infinity', stats.chiSquareLogSf(Infinity, 3), -Infinity],
    ['the t tail at infinity', stats.studentTSf(Infinity, 3), 0],
    ['the t tail at minus infinity', stats.studentTSf(-Infinity, 3), 1],
    ['the median of t', stats.studentTIsf(0.5, 3), 0],
    ['the log of a beta tail outside', stats.betaLogCdf(-1, 2, 3), -Infinity],
    ['Kolmogorov at 0', stats.kolmogorovSf(0), 1],
    ['Kolmogorov at infinity', stats.kolmogorovLogSf(Infinity), -Infinity],
    ['the Kolmogorov quantiles', stats.kolmogorovIsf(0) - stats.kolmogorovIsf(1), Infinity],
    ['noncentral t at infinity', stats.noncentralTSf(Infinity, 3, 1), 0],
    ['noncentral t with infinite df', stats.noncentralTSf(2, Infinity, 2), 0.5],
    ['all trials succeed', stats.binomialLogSf(4, 4, 0.5), -Infinity],
    ['log Gamma at 0', stats.logGamma(0), Infinity],
  ])('%s', (_, actual, expected) => {
    expect(actual).toBe(expected);
  });
});
