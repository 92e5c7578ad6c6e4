import { describe, expect, it } from 'vitest';
import { compareMeans } from './compare-means.ts';
import { compareQuantiles, quantileInterval } from './compare-quantiles.ts';
import { compareRatios } from './compare-ratios.ts';
import { compareRevenue } from './compare-revenue.ts';
import { winsorise } from './winsorise.ts';

describe('winsorise', () => {
  it('caps all samples at one quantile of them together (by hand)', () => {
    const { samples, cap, cappedRate } = winsorise([[1, 2, 3], [4, 100]], 0.75); // prettier-ignore
    expect({ samples: samples.map((values) => Array.from(values)), cap, cappedRate }).toEqual({
      samples: [[1, 2, 3], [4, 4]],
      cap: 4,
      cappedRate: 0.2,
    }); // prettier-ignore
  });

  it('is nothing for nothing', () => {
    expect(winsorise([[], []], 0.5)).toMatchObject({ cappedRate: 0, cap: Number.NaN });
  });
});

describe('compareRatios', () => {
  it('has the variance of the delta method (by hand)', () => {
    // R = 10 / 5; residuals n - 2 d are 1, -1, 1, -1: variance 4/3, over n d^2 = 4 * 25 / 16.
    const arm = { numerator: [3, 1, 3, 3], denominator: [1, 1, 1, 2] };
    const result = compareRatios(arm, { numerator: [6, 2, 6, 6], denominator: [1, 1, 1, 2] });
    if (!result.ok) throw new Error(result.reason);
    expect(result.control).toBe(2);
    expect(result.relativeLift?.estimate).toBe(1);
    const variance = 4 / 3 / 4 / (25 / 16);
    expect(result.effect.standardError).toBeCloseTo(Math.sqrt(variance + 4 * variance), 14);
  });

  it('equals the test of means where every denominator is 1', () => {
    const [a, b] = [[3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8]]; // prettier-ignore
    const ones = (values: readonly number[]) => values.map(() => 1);
    const ratio = compareRatios({ numerator: a, denominator: ones(a) }, { numerator: b, denominator: ones(b) });
    const mean = compareMeans(a, b);
    expect(ratio.ok && ratio.statistic).toBeCloseTo(mean.ok ? mean.statistic : 0, 12);
  });

  it('drops units without one of both, and refuses denominators of nothing', () => {
    const arm = { numerator: [1, null, 3, 4], denominator: [1, 1, Number.NaN, 2] };
    expect(compareRatios(arm, arm)).toMatchObject({ ok: true, n: 2, dropped: 4 });
    const none = { numerator: [1, 2], denominator: [0, 0] };
    expect(compareRatios(none, none)).toMatchObject({ ok: false, reason: 'zeroDenominator' });
    expect(compareRatios({ numerator: [1, Infinity], denominator: [1, 1] }, arm)).toMatchObject({
      reason: 'nonFinite',
    });
    expect(() => compareRatios({ numerator: [1], denominator: [] }, arm)).toThrow(RangeError);
  });
});

describe('compareRevenue', () => {
  const control = { revenue: [0, 0, 10, 0, 20, 0, 0, 10] };
  const treatment = { revenue: [0, 10, 10, 0, 20, 0, 1000, null] };

  it('explains revenue per unit by conversion and order value', () => {
    const result = compareRevenue(control, treatment);
    if (!result.ok) throw new Error(result.reason);
    expect(result).toMatchObject({ dropped: 1, cap: null, cappedRate: 0 });
    expect(result.revenuePerUnit).toMatchObject({ control: 5, treatment: 1040 / 7 });
    expect(result.conversion).toMatchObject({ control: 3 / 8, treatment: 4 / 7 });
    expect(result.orderValue).toMatchObject({ control: 40 / 3, treatment: expect.closeTo(260, 10) as number });
  });

  it('caps revenue, and counts orders where they are given', () => {
    const capped = compareRevenue(control, treatment, { winsoriseAt: 0.9 });
    if (!capped.ok) throw new Error(capped.reason);
    // Position 14 * 0.9 = 12.6 of the 15 values: between 20 and 20.
    expect(capped).toMatchObject({ cap: 20, cappedRate: 1 / 15 });
    expect(capped.revenuePerUnit).toMatchObject({ treatment: 60 / 7 });
    const orders = compareRevenue({ ...control, orders: [0, 0, 2, 0, 1, 0, 0, 1] }, treatment);
    expect(orders.ok && orders.orderValue).toMatchObject({ control: 10 });
    expect(() => compareRevenue(control, treatment, { winsoriseAt: 1 })).toThrow(RangeError);
  });
});

describe('quantileInterval', () => {
  it('is bounded by ranks (by hand)', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    // 50 +- 1.96 * 5: ranks floor(40.2) and ceil(59.8) + 1.
    expect(quantileInterval(values, 0.5)).toMatchObject({
      estimate: 50.5,
      lowerRank: 40,
      upperRank: 61,
      lower: 40,
      upper: 61,
    });
    expect(quantileInterval([1, 2, Number.NaN], 0.99)).toMatchObject({ lowerRank: 1, upperRank: 2, dropped: 1 });
    expect(quantileInterval([1], 0.5)).toMatchObject({ ok: false, reason: 'insufficientData' });
    expect(quantileInterval([1, Infinity], 0.9)).toMatchObject({ ok: false, reason: 'nonFinite' });
    expect(() => quantileInterval([1, 2], 1)).toThrow(RangeError);
  });

  it('compares quantiles of arms by their standard errors', () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    const result = compareQuantiles(values, values.map((value) => value + 10), { probability: 0.5 }); // prettier-ignore
    if (!result.ok) throw new Error(result.reason);
    const standardError = (21 / (2 * 1.959963984540054)) * Math.SQRT2;
    expect(result.effect).toMatchObject({ estimate: 10 });
    expect(result.statistic).toBeCloseTo(10 / standardError, 12);
  });
});
