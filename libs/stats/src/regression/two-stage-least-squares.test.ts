import { describe, expect, it } from 'vitest';
import { createRandomGenerator, linearRegression, normalQuantile, twoStageLeastSquares } from '../index.ts';

const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const z = [1, 0, 2, 1, 3, 2, 5, 1, 0, 2, 4];
const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
const instruments = [
  [5, 3, 7, 4, 6, 8, 2, 1, 6, 4, 3],
  [1, 4, 2, 2, 1, 3, 5, 3, 1, 2, 2],
];
const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12) as number);

describe('twoStageLeastSquares', () => {
  it('agrees with the matrix formula in 50 digits', () => {
    expect(twoStageLeastSquares({ endogenous: [x], exogenous: [z], instruments }, y)).toMatchObject({
      ok: true,
      coefficients: close([3.459840051798752, 0.4568909837494218, -0.03716418861804892]),
      standardErrors: {
        classical: close([1.5061328842187596, 0.13419983300700047, 0.2765013318445815]),
        hc1: close([1.2190072094398012, 0.11544381799041001, 0.2509368085682066]),
        hc3: close([1.5599000860428656, 0.1487217395288129, 0.364250943046914]),
      },
      rSquared: expect.closeTo(0.6624021472265121, 12) as number,
      firstStageF: close([79.49728670822246]),
    });
  });

  it('is ordinary least squares where each column is its own instrument', () => {
    const ordinary = linearRegression([x], y, { intercept: false });
    const instrumented = twoStageLeastSquares({ endogenous: [x], instruments: [x] }, y, { intercept: false });
    if (!ordinary.ok || !instrumented.ok) throw new Error('no fit');
    expect(instrumented.coefficients[0]).toBeCloseTo(ordinary.coefficients[0] ?? 0, 12);
    expect(instrumented.standardErrors.hc1[0]).toBeCloseTo(ordinary.standardErrors.hc1[0] ?? 0, 12);
  });

  it('finds the slope that least squares misses when the column follows the error', () => {
    const rng = createRandomGenerator(8);
    const normal = () => normalQuantile(rng.next() + 2 ** -54);
    const rows = Array.from({ length: 4000 }, () => {
      const [cost, demand] = [normal(), normal()];
      const price = cost + demand;
      return { cost, price, quantity: -2 * price + 3 * demand + normal() };
    });
    const columns = {
      endogenous: [rows.map(({ price }) => price)],
      instruments: [rows.map(({ cost }) => cost)],
    };
    const quantity = rows.map((row) => row.quantity);
    const weights = rows.map((_, index) => 1 + (index % 2));
    const fit = twoStageLeastSquares(columns, quantity, { weights });
    if (!fit.ok) throw new Error(fit.reason);
    expect(Math.abs((fit.coefficients[1] ?? 0) + 2)).toBeLessThan(3 * (fit.standardErrors.hc1[1] ?? 0));
    expect(fit.firstStageF[0]).toBeGreaterThan(1000);
    // By hand: least squares tends to -2 + 3 cov(price, demand) / var(price) = -1/2.
    expect(linearRegression(columns.endogenous, quantity)).toMatchObject({
      coefficients: [expect.closeTo(0, 0) as number, expect.closeTo(-0.5, 0) as number],
    });
  });

  it('says why there is no fit', () => {
    const constant = x.map(() => 1);
    expect(twoStageLeastSquares({ endogenous: [x], instruments: [constant] }, y)).toEqual({
      ok: false,
      reason: 'collinear',
      column: 1,
    });
    expect(twoStageLeastSquares({ endogenous: [[1, 2]], instruments: [[2, 5]] }, [1, 2])).toEqual({
      ok: false,
      reason: 'insufficientData',
      needed: 3,
      received: 2,
    });
  });

  it('refuses fewer instruments than endogenous columns', () => {
    expect(() => twoStageLeastSquares({ endogenous: [x, z], instruments: [x] }, y)).toThrow(RangeError);
  });
});
