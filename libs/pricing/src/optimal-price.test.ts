import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemandCurve, type Demand } from './demand-curves/index.ts';
import { optimalPrice } from './optimal-price.ts';
import type { PriceConstraints } from './price-constraints.ts';

const squared = createDemandCurve({ kind: 'constantElasticity', scale: 1000, elasticity: -2 });
const line = createDemandCurve({ kind: 'linear', intercept: 100, slope: 2 });

describe('optimalPrice', () => {
  // On the first curve the best price is twice the cost and profit 1000 (p - c) / p^2.
  it.each([
    ['nothing', {}, 10, []],
    ['a maximum', { maxPrice: 8 }, 8, ['maxPrice']],
    ['a maximum above', { maxPrice: 12 }, 10, []],
    ['a minimum', { minPrice: 12 }, 12, ['minPrice']],
    ['a margin', { minMargin: 0.6 }, 12.5, ['minMargin']],
    ['a step', { currentPrice: 20, maxChange: 0.25 }, 15, ['maxChange']],
    ['a competitor', { competitorPrice: 8, maxOverCompetitor: 0.125 }, 9, ['maxOverCompetitor']],
    ['a competitor to be below of', { competitorPrice: 10, maxOverCompetitor: -0.1 }, 9, ['maxOverCompetitor']],
    ['a capacity', { capacity: 2.5 }, 20, ['capacity']],
    ['two at once', { minPrice: 12.5, minMargin: 0.6 }, 12.5, ['minPrice', 'minMargin']],
    ['prices alone, which bind nothing', { competitorPrice: 2, currentPrice: 3 }, 10, []],
  ] as const)('under %s (by hand)', (_, constraints: PriceConstraints, price, binding) => {
    const best = optimalPrice(squared, { unitCost: 5, constraints });
    expect(best).toMatchObject({ ok: true, price: expect.closeTo(price, 12) as number, binding, withEnding: null });
    expect(best).toMatchObject({
      unconstrainedPrice: 10,
      profitLost: expect.closeTo(50 - (1000 * (price - 5)) / price ** 2, 9) as number,
    });
  });

  it('names the prices around what was observed', () => {
    expect(optimalPrice(squared, { unitCost: 5, observedRange: { lower: 4, upper: 9 } })).toMatchObject({
      price: 9,
      binding: ['observedRange'],
    });
  });

  it('says which constraints contradict each other', () => {
    expect(optimalPrice(squared, { unitCost: 10, constraints: { minMargin: 0.5, maxPrice: 15 } })).toEqual({
      ok: false,
      reason: 'infeasible',
      lower: 20,
      upper: 15,
      conflict: ['minMargin', 'maxPrice'],
    });
  });

  it.each([
    ['inelastic demand', { kind: 'constantElasticity', scale: 9, elasticity: -0.5 }, 1, { minPrice: 2 }, 2, null],
    [
      'no cost and elastic demand',
      { kind: 'constantElasticity', scale: 9, elasticity: -2 },
      0,
      { maxPrice: 5 },
      null,
      5,
    ],
  ] as const)('has no end with %s', (_, demand, unitCost, constraints: PriceConstraints, lower, upper) => {
    const found = optimalPrice(createDemandCurve(demand), { unitCost, constraints });
    expect(found).toEqual({ ok: false, reason: 'unbounded', lower, upper });
  });

  it('ends where a constraint ends it', () => {
    const inelastic = createDemandCurve({ kind: 'constantElasticity', scale: 9, elasticity: -0.5 });
    expect(optimalPrice(inelastic, { unitCost: 1, constraints: { maxPrice: 7 } })).toMatchObject({
      price: 7,
      unconstrainedPrice: null,
      profitLost: null,
      binding: ['maxPrice'],
    });
    expect(optimalPrice(squared, { constraints: { minPrice: 3 } })).toMatchObject({
      price: 3,
      unconstrainedPrice: null,
      binding: ['minPrice'],
    });
  });

  it('searches a curve without a formula', () => {
    const { demand } = squared;
    expect(optimalPrice({ demand }, { unitCost: 5, constraints: { minPrice: 1, maxPrice: 30 } })).toMatchObject({
      price: expect.closeTo(10, 4) as number,
      unconstrainedPrice: null,
      binding: [],
    });
    expect(optimalPrice({ demand }, { unitCost: 5, constraints: { minPrice: 1, maxPrice: 9 } })).toMatchObject({
      price: 9,
      binding: ['maxPrice'],
    });
    expect(optimalPrice({ demand }, { unitCost: 5 })).toMatchObject({ ok: false, reason: 'unbounded' });
  });

  it('takes the ending of the largest profit, the lower price of equals, and none if there is none', () => {
    // Profit (p - 10)(100 - 2 p) is symmetric about 30.
    const ends = (endings: number[], constraints: PriceConstraints = {}) =>
      optimalPrice(line, { unitCost: 10, constraints: { ...constraints, endings } });
    expect(ends([0.5])).toMatchObject({ price: 30, withEnding: { ok: true, price: 29.5, profit: 799.5 } });
    expect(ends([0.99, 0.49])).toMatchObject({ withEnding: { price: 29.99 } });
    expect(ends([0.99], { maxPrice: 29 })).toMatchObject({ price: 29, withEnding: { price: 28.99 } });
    expect(ends([0.99], { minPrice: 29.995, maxPrice: 30.5 })).toMatchObject({
      withEnding: { ok: false, reason: 'infeasible' },
    });
    // 12 (1 + 0.1) is a little more than 13.2, 0.1 + 0.2 a little more than 0.3.
    expect(ends([0.2], { currentPrice: 12, maxChange: 0.1 })).toMatchObject({ withEnding: { price: 13.2 } });
    expect(ends([0])).toMatchObject({ withEnding: { price: 30 } });
    // Symmetric about 217.5, where rounding makes the profit at 218 larger in its last digit.
    const decimal = createDemandCurve({ kind: 'linear', intercept: 37.5, slope: 0.1 });
    expect(optimalPrice(decimal, { unitCost: 60, constraints: { endings: [0] } })).toMatchObject({
      withEnding: { price: 217 },
    });
  });

  it('takes the ending of the least loss where demand rises below the unit cost (a search over all)', () => {
    // (p - 21.3) p^0.4 falls from 0 to its least at 6.1 and rises from there.
    const rising = createDemandCurve({ kind: 'constantElasticity', scale: 1000, elasticity: 0.4 });
    const constraints = { maxPrice: 6.57, endings: [0.99] };
    expect(optimalPrice(rising, { unitCost: 21.3, constraints })).toMatchObject({
      price: 6.57,
      withEnding: { price: 0.99 },
    });
  });

  it.each([
    [{ minPrice: Number.NaN }, 'minPrice'],
    [{ maxPrice: 0 }, 'maxPrice'],
    [{ minMargin: 1 }, 'minMargin'],
    [{ maxChange: 0.1 }, 'currentPrice'],
    [{ currentPrice: 10, maxChange: -0.1 }, 'maxChange'],
    [{ maxOverCompetitor: 0.1 }, 'competitorPrice'],
    [{ capacity: 0 }, 'capacity'],
    [{ endings: [-0.01] }, 'ending'],
    [{ step: 0 }, 'step'],
    [{ step: 1, endings: [0.5] }, 'not both'],
    [{ maxDiscount: 0.2 } as PriceConstraints, 'maxDiscount'],
  ])('refuses %j', (constraints, message) => {
    expect(() => optimalPrice(squared, { unitCost: 5, constraints })).toThrow(RangeError);
    expect(() => optimalPrice(squared, { unitCost: 5, constraints })).toThrow(message);
  });

  it('refuses a cost below 0', () => {
    expect(() => optimalPrice(squared, { unitCost: -1 })).toThrow(RangeError);
  });
});

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyDemand: fc.Arbitrary<Demand> = fc.oneof(
  fc.record({ kind: fc.constant('constantElasticity' as const), scale: number(1, 1e4), elasticity: number(-4, 1) }),
  fc.record({ kind: fc.constant('semiLog' as const), scale: number(1, 1e4), rate: number(-0.1, 0.5) }),
  fc.record({ kind: fc.constant('linear' as const), intercept: number(50, 1e4), slope: number(-1, 20) }),
  fc.record({
    kind: fc.constant('logit' as const),
    market: number(10, 1e4),
    utility: number(-3, 5),
    priceCoefficient: number(-0.1, 1),
  }),
);
const anyConstraints = fc.record(
  {
    minPrice: number(0, 20),
    maxPrice: number(5, 60),
    minMargin: number(0, 0.8),
    maxChange: number(0, 0.5),
    maxOverCompetitor: number(-0.3, 0.3),
    capacity: number(1, 500),
  },
  { requiredKeys: ['maxPrice'] },
);

describe('the optimum', () => {
  it('keeps to every constraint and earns at least what any other allowed price does', () => {
    const property = fc.property(anyDemand, number(0, 20), anyConstraints, (demand, unitCost, chosen) => {
      const curve = createDemandCurve(demand);
      const constraints = { ...chosen, currentPrice: 20, competitorPrice: 25 };
      const best = optimalPrice(curve, { unitCost, constraints });
      if (!best.ok) {
        expect(best.reason === 'unbounded' || best.lower > best.upper || best.upper <= 0).toBe(true);
        return;
      }
      const { minPrice = 0, maxPrice, minMargin = 0, maxChange, maxOverCompetitor, capacity = Infinity } = chosen;
      const allowed = (price: number) => {
        const close = 1 + 1e-9;
        return (
          price * close >= minPrice &&
          price <= maxPrice * close &&
          price - unitCost >= minMargin * price - 1e-9 * price - (chosen.minMargin === undefined ? Infinity : 0) &&
          (maxChange === undefined || Math.abs(price / 20 - 1) <= maxChange + 1e-9) &&
          (maxOverCompetitor === undefined || price <= 25 * (1 + maxOverCompetitor) * close) &&
          curve.demand(price) <= capacity * (1 + 1e-6)
        );
      };
      expect(allowed(best.price)).toBe(true);
      for (let price = 0.05; price < maxPrice; price *= 1.07) {
        if (!allowed(price)) continue;
        const profit = (price - unitCost) * curve.demand(price);
        expect(best.profit + 1e-6 * Math.abs(best.profit) + 1e-9).toBeGreaterThanOrEqual(profit);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it('has the multiple of a step that a search over all of them finds', () => {
    const property = fc.property(
      anyDemand,
      fc.constantFrom(0.01, 0.05, 0.25, 0.3, 1, 5),
      number(1, 30),
      number(0.2, 10),
      (demand, step, minPrice, width) => {
        const curve = createDemandCurve(demand);
        const maxPrice = minPrice + width;
        const best = optimalPrice(curve, { unitCost: 4, constraints: { minPrice, maxPrice, step } });
        const profit = (price: number) => (price - 4) * curve.demand(price);
        const all = Array.from({ length: 45 / step }, (_, k) => k * step).filter(
          (price) => price >= minPrice * (1 - 1e-12) && price <= maxPrice * (1 + 1e-12),
        );
        if (!best.ok) throw new Error(best.reason);
        expect(best.withEnding?.ok).toBe(all.length > 0);
        if (best.withEnding?.ok !== true) return;
        const most = Math.max(...all.map(profit));
        expect(Math.abs(best.withEnding.profit - most)).toBeLessThanOrEqual(1e-9 * Math.abs(most));
        expect(best.withEnding.price).toBe(Number(best.withEnding.price.toFixed(2)));
      },
    );
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it('has the ending that a search over all of them finds', () => {
    const property = fc.property(
      anyDemand,
      number(0, 20),
      number(1, 30),
      number(0.2, 30),
      (demand, unitCost, minPrice, width) => {
        const curve = createDemandCurve(demand);
        const endings = [0.25, 0.49, 0.99];
        const maxPrice = minPrice + width;
        const best = optimalPrice(curve, { unitCost, constraints: { minPrice, maxPrice, endings } });
        const profit = (price: number) => (price - unitCost) * curve.demand(price);
        const all = Array.from({ length: 70 }, (_, k) => endings.map((ending) => k + ending))
          .flat()
          .filter((price) => price >= minPrice && price <= maxPrice);
        if (!best.ok) throw new Error(best.reason);
        expect(best.withEnding?.ok).toBe(all.length > 0);
        const most = Math.max(...all.map(profit));
        if (best.withEnding?.ok === true) {
          expect(Math.abs(best.withEnding.profit - most)).toBeLessThanOrEqual(1e-9 * Math.abs(most));
        }
      },
    );
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it('does not depend on the units of demand or of money', () => {
    const elasticity = number(-4, -1.1);
    const property = fc.property(elasticity, number(1, 20), number(0.01, 100), (exponent, unitCost, factor) => {
      const priceOf = (scale: number, cost: number, maxPrice: number) => {
        const curve = createDemandCurve({ kind: 'constantElasticity', scale, elasticity: exponent });
        const best = optimalPrice(curve, { unitCost: cost, constraints: { maxPrice } });
        return best.ok ? best.price : Number.NaN;
      };
      const price = priceOf(1000, unitCost, 40);
      expect(priceOf(1000 * factor, unitCost, 40)).toBeCloseTo(price, 10);
      expect(priceOf(1000, unitCost * factor, 40 * factor) / factor).toBeCloseTo(price, 10);
    });
    fc.assert(property, { seed: 1 });
  });
});
