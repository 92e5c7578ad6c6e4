import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitDemand, type DemandFit, type FitOptions } from './fit-demand.ts';
import { recommendPrice, type PriceRequest } from './recommend-price.ts';

/** Prices from 8 to 14 with a few per cent of error about a true elasticity. */
const sales = (elasticity: number, error = 0.05) => {
  const price = Array.from({ length: 49 }, (_, row) => 8 + row / 8);
  const quantity = price.map((at, row) => Math.exp(9 + elasticity * Math.log(at) + error * Math.sin(row * 12.9898)));
  return { price, quantity };
};
const fitOf = (elasticity: number, options: FitOptions = {}, error = 0.05): DemandFit => {
  const fit = fitDemand(sales(elasticity, error), options);
  if (!fit.ok) throw new Error(fit.reason);
  return fit;
};
const recommended = (fit: DemandFit, request: PriceRequest) => {
  const found = recommendPrice(fit, request);
  if (!found.ok) throw new Error(found.reason);
  return found;
};

describe('recommendPrice', () => {
  it('finds the price of the markup rule and what it is worth', () => {
    // 6 e / (1 + e) = 10 for e = -2.5.
    const found = recommended(fitOf(-2.5), { currentPrice: 13, unitCost: 6 });
    expect(Math.abs(found.recommendedPrice / 10 - 1)).toBeLessThan(0.03);
    const { recommendedPrice: price, expectedDemand, expectedRevenue, expectedProfit, current } = found;
    expect(expectedRevenue).toBeCloseTo(price * expectedDemand, 8);
    expect(expectedProfit).toBeCloseTo((price - 6) * expectedDemand, 8);
    expect(current.profit).toBeCloseTo(7 * current.quantity, 8);
    expect(found.improvement).toBeCloseTo(expectedProfit / current.profit - 1, 12);
    expect(found.improvement).toBeGreaterThan(0.05);
    expect(found.chanceOfImprovement).toBeGreaterThan(0.95);
    expect(found.binding).toEqual([]);
    expect(found.profitLost).toBeLessThan(0.01 * expectedProfit);
    expect(found.priceInterval[0]).toBeLessThan(price);
    expect(found.priceInterval[1]).toBeGreaterThan(price);
  });

  it.each(['semiLog', 'linear', 'logit', 'poisson'] as const)('works for a curve of kind %s', (demand) => {
    const found = recommended(fitOf(-2.5, { demand, market: 200 }), { currentPrice: 13, unitCost: 6 });
    expect(found.recommendedPrice).toBeGreaterThan(8.5);
    expect(found.recommendedPrice).toBeLessThan(12);
    expect(found.demand.kind).toBe(demand);
    expect(found.improvement).toBeGreaterThan(0);
  });

  it('stays near to the prices seen unless asked to go beyond', () => {
    // 6 e / (1 + e) = 30 for e = -1.25.
    const fit = fitOf(-1.25);
    const near = recommended(fit, { currentPrice: 10, unitCost: 6 });
    expect(near).toMatchObject({ recommendedPrice: 14 * 1.25, binding: ['observedRange'] });
    expect(near.profitLost).toBeGreaterThan(0);
    const far = recommended(fit, { currentPrice: 10, unitCost: 6, extrapolate: true });
    expect(far.recommendedPrice).toBeGreaterThan(25);
    expect(far.profitLost).toBeLessThan(near.profitLost ?? 0);
    expect(recommendPrice(fitOf(-0.7), { currentPrice: 10, unitCost: 6, extrapolate: true })).toMatchObject({
      ok: false,
      reason: 'unbounded',
    });
  });

  it('takes the current price for the one that a step is counted from, and endings last', () => {
    const fit = fitOf(-2.5);
    expect(recommended(fit, { currentPrice: 13, unitCost: 6, constraints: { maxChange: 0.1 } })).toMatchObject({
      recommendedPrice: 13 * 0.9,
      binding: ['maxChange'],
      priceInterval: [13 * 0.9, 13 * 0.9],
    });
    const ended = recommended(fit, { currentPrice: 13, unitCost: 6, constraints: { maxChange: 0.1, endings: [0.99] } });
    expect(ended).toMatchObject({ recommendedPrice: 11.99, binding: ['maxChange', 'endings'] });
    const none = { minPrice: 10, maxPrice: 10.5, endings: [0.99] };
    expect(recommendPrice(fit, { currentPrice: 13, unitCost: 6, constraints: none })).toMatchObject({
      ok: false,
      reason: 'infeasible',
      conflict: ['endings'],
    });
    expect(recommendPrice(fit, { currentPrice: 13, constraints: { minPrice: 40 } })).toMatchObject({
      ok: false,
      reason: 'infeasible',
      conflict: ['minPrice', 'observedRange'],
    });
  });

  it('refuses what the data do not show, and says what it saw', () => {
    expect(recommendPrice(fitOf(1.5), { currentPrice: 10 })).toMatchObject({
      ok: false,
      reason: 'implausibleElasticity',
      warnings: ['positiveElasticity'],
    });
    const weak = fitOf(-0.8, {}, 2);
    expect(weak.confidenceInterval[1]).toBeGreaterThan(0);
    expect(recommendPrice(weak, { currentPrice: 10 })).toMatchObject({
      ok: false,
      reason: 'weakEvidence',
      elasticity: weak.elasticity,
    });
    expect(recommendPrice(weak, { currentPrice: 10, acceptWeakEvidence: true }).ok).toBe(true);
    const oneRow = fitDemand({ price: [9, 9, 9, 12], quantity: [80, 90, 100, 50] });
    if (!oneRow.ok) throw new Error(oneRow.reason);
    expect(oneRow.standardError).toBe(Infinity);
    expect(recommendPrice(oneRow, { currentPrice: 10, acceptWeakEvidence: true })).toMatchObject({
      ok: false,
      reason: 'weakEvidence',
    });
  });

  it('warns where the current price is itself far from any that was seen', () => {
    expect(recommended(fitOf(-2.5), { currentPrice: 30, unitCost: 6 }).warnings).toEqual(['currentPriceUntried']);
  });

  it('has no improvement over a price that loses money', () => {
    expect(recommended(fitOf(-2.5), { currentPrice: 5, unitCost: 6 }).improvement).toBeNull();
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses the current price %d', (currentPrice) => {
    expect(() => recommendPrice(fitOf(-2.5), { currentPrice })).toThrow(RangeError);
  });

  it('beats every allowed price by expected profit, and the price now', () => {
    const amount = fc.double({ min: 7, max: 17, noNaN: true });
    const fit = fitOf(-2.2, {}, 0.4);
    const property = fc.property(amount, fc.double({ min: 0, max: 9, noNaN: true }), (currentPrice, unitCost) => {
      const free = recommended(fit, { currentPrice, unitCost });
      expect(free.expectedProfit).toBeGreaterThanOrEqual(free.current.profit - 1e-9 * Math.abs(free.current.profit));
      const held = recommended(fit, { currentPrice, unitCost, constraints: { maxChange: 0 } });
      expect(held.recommendedPrice).toBe(currentPrice);
      expect(held.expectedProfit).toBeCloseTo(free.current.profit, 8);
    });
    fc.assert(property, { seed: 1, numRuns: 50 });
  });
});
