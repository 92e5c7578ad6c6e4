import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDemandCurve } from './demand-curves/index.ts';
import { fitDemand } from './fit-demand.ts';
import { poolElasticities, withElasticity } from './pool-elasticities.ts';

const pool = (rows: readonly (readonly [number, number])[]) =>
  poolElasticities(new Map(rows.map(([elasticity, standardError], id) => [id, { elasticity, standardError }])));

describe('poolElasticities', () => {
  it('is the moment estimate of DerSimonian and Laird (NumPy)', () => {
    const { mean, meanError, spread, estimates } = pool([
      [-1.5, 0.2],
      [-2, 0.3],
      [-2.6, 0.25],
      [-1.1, 0.4],
    ]);
    expect(mean).toBeCloseTo(-1.8291975502964812, 12);
    expect(meanError).toBeCloseTo(0.31634129437470954, 12);
    expect(spread ** 2).toBeCloseTo(0.31687242798353915, 12);
    for (const [id, expected] of [-1.53689806, -1.96221857, -2.47301356, -1.34466].entries()) {
      expect(estimates.get(id)?.elasticity).toBeCloseTo(expected, 7);
    }
  });

  it('makes everything the mean where the estimates differ no more than by chance', () => {
    const { mean, meanError, spread, estimates } = pool([
      [-1.9, 0.5],
      [-2, 0.5],
      [-2.1, 0.5],
    ]);
    expect(spread).toBe(0);
    expect(mean).toBeCloseTo(-2, 12);
    expect(meanError).toBeCloseTo(0.5 / Math.sqrt(3), 12);
    // Of three products the spread cannot be known, so no error gets smaller.
    expect([...estimates.values()]).toEqual([1, 2, 3].map(() => ({ elasticity: mean, standardError: 0.5 })));
  });

  it("has Morris's standard errors (by hand)", () => {
    // The same error 1 for all of five, mean 0, spread 0: shrinkage (5 - 3) / (5 - 1) = 1/2.
    const { estimates } = pool([-0.5, -0.25, 0, 0.25, 0.5].map((elasticity) => [elasticity, 1] as const));
    expect(estimates.get(2)?.standardError).toBeCloseTo(Math.sqrt(1 - 0.8 / 2), 12);
    expect(estimates.get(0)?.standardError).toBeCloseTo(Math.sqrt(1 - 0.8 / 2 + 0.25 ** 2), 12);
  });

  it('draws every estimate towards the mean, the more the larger its error', () => {
    const row = fc.tuple(fc.double({ min: -4, max: 0, noNaN: true }), fc.double({ min: 0.05, max: 2, noNaN: true }));
    const property = fc.property(fc.array(row, { minLength: 2, maxLength: 12 }), (rows) => {
      const { mean, estimates } = pool(rows);
      const kept = rows.map(([elasticity, error], id) => {
        const pooled = estimates.get(id)?.elasticity ?? Number.NaN;
        expect(Math.abs(pooled - mean)).toBeLessThanOrEqual(Math.abs(elasticity - mean) + 1e-12);
        return { error, share: (pooled - mean) / (elasticity - mean), far: Math.abs(elasticity - mean) > 1e-6 };
      });
      const sorted = kept.filter(({ far }) => far).sort((first, second) => first.error - second.error);
      for (const [at, { share }] of sorted.entries()) {
        expect(share).toBeGreaterThanOrEqual((sorted[at + 1]?.share ?? 0) - 1e-6);
      }
    });
    fc.assert(property, { seed: 1 });
  });

  it('leaves out what has no error to weight it by', () => {
    const { mean, estimates } = pool([
      [-2, 0.5],
      [-9, 0],
      [-5, Infinity],
    ]);
    expect(mean).toBe(-2);
    expect(estimates.get(1)).toEqual({ elasticity: -9, standardError: 0 });
    expect(estimates.get(2)).toEqual({ elasticity: -5, standardError: Infinity });
    expect(pool([]).estimates.size).toBe(0);
  });
});

describe('withElasticity', () => {
  it.each(['constantElasticity', 'semiLog', 'linear'] as const)(
    'turns a curve of kind %s about its middle',
    (demand) => {
      const fit = fitDemand({ price: [9, 10, 11, 12, 13], quantity: [120, 108, 86, 80, 66] }, { demand });
      if (!fit.ok) throw new Error(fit.reason);
      const turned = withElasticity(fit, { elasticity: -2.5, standardError: 0.1 });
      const middle = demand === 'constantElasticity' ? Math.exp(fit.line.centre) : fit.line.centre;
      const [before, after] = [createDemandCurve(fit.demand), createDemandCurve(turned.demand)];
      expect(after.elasticity(middle)).toBeCloseTo(-2.5, 10);
      expect(after.demand(middle)).toBeCloseTo(before.demand(middle), 10);
      expect(turned).toMatchObject({ elasticity: -2.5, standardError: 0.1 });
      // t with 3 degrees of freedom at 97.5 %: 3.182446.
      expect(turned.confidenceInterval[0]).toBeCloseTo(-2.5 - 0.3182446, 6);
      expect(turned.line.slopeError * Math.abs(fit.elasticity / fit.line.slope)).toBeCloseTo(0.1, 10);
    },
  );
});
