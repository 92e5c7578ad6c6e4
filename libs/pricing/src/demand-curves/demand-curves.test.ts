import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemandCurve, type Demand, demandForms } from './index.ts';

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyDemand: fc.Arbitrary<Demand> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('constantElasticity' as const, 'poisson' as const),
    scale: positive(1, 1e5),
    elasticity: positive(-5, -1.05),
  }),
  fc.record({ kind: fc.constant('semiLog' as const), scale: positive(1, 1e5), rate: positive(0.01, 2) }),
  fc.record({ kind: fc.constant('linear' as const), intercept: positive(50, 1e4), slope: positive(0.1, 20) }),
  fc.record({
    kind: fc.constant('logit' as const),
    market: positive(10, 1e5),
    utility: positive(-5, 5),
    priceCoefficient: positive(0.05, 2),
  }),
);

describe('createDemandCurve', () => {
  it.each([
    [{ kind: 'constantElasticity', scale: 1000, elasticity: -2 }, 10, 10, -2, 5, 10, 'c e / (1 + e)'],
    [{ kind: 'poisson', scale: 1000, elasticity: -2 }, 10, 10, -2, 5, 10, 'the same curve'],
    [{ kind: 'semiLog', scale: Math.E ** 2, rate: 0.5 }, 4, 1, -2, 5, 7, 'c + 1 / rate'],
    [{ kind: 'linear', intercept: 100, slope: 2 }, 30, 40, -1.5, 10, 30, '(a / b + c) / 2'],
    // W(exp(1)) = 1, so the best price is 4 + (1 + 1) / 0.5; at the price 6 half of the market buys.
    [{ kind: 'logit', market: 100, utility: 4, priceCoefficient: 0.5 }, 8, 50, -2, 4, 8, 'Lambert W by hand'],
  ] as const)(
    'of %j at %d: %d units, elasticity %d; at a cost of %d best at %d (%s)',
    (demand, price, quantity, elasticity, unitCost, best, _source) => {
      const curve = createDemandCurve(demand);
      expect(curve.demand(price)).toBeCloseTo(quantity, 10);
      expect(curve.elasticity(price)).toBeCloseTo(elasticity, 10);
      expect(curve.bestPrice?.(unitCost)).toBeCloseTo(best, 10);
    },
  );

  it('has the elasticity of its demand', () => {
    const property = fc.property(anyDemand, positive(1, 30), (demand, price) => {
      const curve = createDemandCurve(demand);
      fc.pre(curve.demand(price * 1.001) > 1e-6 * curve.demand(1));
      const slope = Math.log(curve.demand(price * 1.0001) / curve.demand(price / 1.0001)) / (2 * Math.log(1.0001));
      expect(Math.abs(curve.elasticity(price) - slope)).toBeLessThan(1e-3 * Math.abs(slope) + 1e-6);
    });
    fc.assert(property, { seed: 1 });
  });

  it('earns at its best price at least what it earns at any other', () => {
    const property = fc.property(anyDemand, positive(0.5, 30), positive(0.05, 20), (demand, unitCost, factor) => {
      const curve = createDemandCurve(demand);
      const profit = (price: number) => (price - unitCost) * curve.demand(price);
      const best = curve.bestPrice?.(unitCost) ?? Number.NaN;
      fc.pre(curve.demand(unitCost) > 0);
      expect(profit(best) * (1 + 1e-12)).toBeGreaterThanOrEqual(profit(best * factor));
    });
    fc.assert(property, { seed: 1 });
  });

  it('demands the capacity at the bound it gives for it, and no more inside', () => {
    const property = fc.property(anyDemand, positive(0.01, 5000), (demand, capacity) => {
      const curve = createDemandCurve(demand);
      const { lower = 0, upper } = curve.pricesFor?.(capacity) ?? {};
      expect(upper).toBe(Infinity);
      if (lower > 0) expect(Math.abs(curve.demand(lower) / capacity - 1)).toBeLessThan(1e-9);
      expect(curve.demand(lower * 1.1 + 0.01)).toBeLessThanOrEqual(capacity);
    });
    fc.assert(property, { seed: 1 });
  });

  it.each([
    [{ kind: 'constantElasticity', scale: 8, elasticity: 0.5 }, 16, { lower: 0, upper: 4 }],
    [{ kind: 'constantElasticity', scale: 8, elasticity: 0 }, 8, { lower: 0, upper: Infinity }],
    [{ kind: 'constantElasticity', scale: 8, elasticity: 0 }, 7, { lower: Infinity, upper: Infinity }],
    [{ kind: 'semiLog', scale: 1, rate: -1 }, Math.E, { lower: 0, upper: 1 }],
    [{ kind: 'semiLog', scale: 3, rate: -1 }, 2, { lower: 0, upper: 0 }],
    [{ kind: 'semiLog', scale: 3, rate: 0 }, 2, { lower: Infinity, upper: Infinity }],
    [{ kind: 'linear', intercept: 10, slope: -2 }, 14, { lower: 0, upper: 2 }],
    [{ kind: 'linear', intercept: 10, slope: 0 }, 14, { lower: 0, upper: Infinity }],
    [{ kind: 'logit', market: 10, utility: 0, priceCoefficient: -1 }, 5, { lower: 0, upper: 0 }],
    [{ kind: 'logit', market: 10, utility: 0, priceCoefficient: 1 }, 10, { lower: 0, upper: Infinity }],
    [{ kind: 'logit', market: 10, utility: 0, priceCoefficient: 0 }, 4, { lower: Infinity, upper: Infinity }],
  ] as const)('of %j keeps demand to %d at %j (by hand)', (demand, capacity, expected) => {
    expect(createDemandCurve(demand).pricesFor?.(capacity)).toEqual(expected);
  });

  it('has no best price where demand does not fall fast enough', () => {
    for (const demand of [
      { kind: 'constantElasticity', scale: 1, elasticity: -1 },
      { kind: 'semiLog', scale: 1, rate: 0 },
      { kind: 'linear', intercept: 1, slope: -1 },
      { kind: 'logit', market: 1, utility: 1, priceCoefficient: 0 },
    ] as const) {
      expect(createDemandCurve(demand).bestPrice?.(1)).toBe(Infinity);
    }
  });

  it('refuses misuse', () => {
    const wrong = { kind: 'quadratic', scale: 1 } as unknown as Demand;
    expect(() => createDemandCurve(wrong)).toThrow('quadratic');
    expect(() => createDemandCurve({ kind: 'semiLog', scale: -1, rate: 1 })).toThrow('scale');
    expect(() => createDemandCurve({ kind: 'semiLog', scale: 1, rate: Number.NaN })).toThrow('rate');
  });
});

describe('the line of each form', () => {
  it.each(Object.entries(demandForms))('of %s gives back the quantity it was the response of', (name, form) => {
    const property = fc.property(positive(0.01, 999), (quantity) => {
      const response = form.response(quantity, 1000);
      const onLine = name === 'poisson' ? Math.log(response) : response;
      expect(form.quantity(onLine, 1000)).toBeCloseTo(quantity, 8);
    });
    fc.assert(property, { seed: 1 });
  });

  it.each(Object.entries(demandForms))('of %s has the elasticity it says', (_, form) => {
    const line = { intercept: 6, slope: -0.1, smearing: 1.1, market: 500 };
    const price = 9;
    const centre = form.priceTerm(price);
    const curve = (form.curve as (parameters: object) => { elasticity: (price: number) => number })(
      form.parameters(line),
    );
    const perSlope = form.elasticityPerSlope(centre, line.intercept + line.slope * centre);
    expect(line.slope * perSlope).toBeCloseTo(curve.elasticity(price), 12);
  });
});
