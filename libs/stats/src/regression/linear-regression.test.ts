import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearRegression } from '../index.ts';

const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
const z = [1, 0, 2, 1, 3, 2, 5, 1, 0, 2, 4];
const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
const weights = [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2];

const expectClose = (actual: readonly number[], expected: readonly number[], tolerance: number) => {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of actual.entries()) {
    const wanted = expected[index] ?? Number.NaN;
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(tolerance * Math.abs(wanted));
  }
};

describe('linearRegression', () => {
  it.each([
    {
      name: "Anscombe's first set",
      columns: [x],
      options: {},
      coefficients: [3.000090909090909, 0.5000909090909091],
      classical: [1.124746790808644, 0.1179055005956341],
      hc1: [0.9894866353068507, 0.11415102597412702],
      hc3: [1.134989871843702, 0.1321781744912535],
      rSquared: 0.6665424595087749,
      tolerance: 1e-13,
      source: 'normal equations in 50 digits',
    },
    {
      name: 'two weighted columns',
      columns: [x, z],
      options: { weights },
      coefficients: [3.465862048654061, 0.4789409200683278, -0.17502680096601278],
      classical: [1.4473093400413846, 0.12115559801911392, 0.2925709542050106],
      hc1: [1.2276954985136452, 0.11828918001359405, 0.30142947491406247],
      hc3: [1.680394130524506, 0.15580516135927266, 0.40752332146040204],
      rSquared: 0.6909839775884006,
      tolerance: 1e-12,
      source: 'normal equations in 50 digits',
    },
    {
      name: 'a column that varies by 1e-9 of its size',
      columns: [x.map((value) => 1e6 + value * 1e-3)],
      options: {},
      coefficients: [-500090905.4032096, 500.09090840330055],
      classical: [117905501.65153335, 117.90550059038385],
      hc1: [114151026.8185545, 114.15102589602729],
      hc3: [132178175.66111068, 132.1781745963517],
      rSquared: 0.6665424589173591,
      tolerance: 1e-10,
      source: 'normal equations in 50 digits',
    },
    {
      name: 'no intercept',
      columns: [x],
      options: { intercept: false },
      coefficients: [0.7968031968031968],
      classical: [0.04961638074002661],
      hc1: undefined,
      hc3: [0.057513813979011764],
      rSquared: undefined,
      tolerance: 1e-13,
      source: 'normal equations in 50 digits',
    },
  ])('of $name ($source)', ({ columns, options, tolerance, ...expected }) => {
    const fit = linearRegression(columns, y, options);
    if (!fit.ok) throw new Error(fit.reason);
    expectClose(fit.coefficients, expected.coefficients, tolerance);
    expectClose(fit.standardErrors.classical, expected.classical, tolerance);
    if (expected.hc1) expectClose(fit.standardErrors.hc1, expected.hc1, tolerance);
    expectClose(fit.standardErrors.hc3, expected.hc3, tolerance);
    if (expected.rSquared !== undefined) expectClose([fit.rSquared], [expected.rSquared], tolerance);
    expect(fit.degreesOfFreedom).toBe(11 - expected.coefficients.length);
    expectClose([fit.covariance.hc3[0]?.[0] ?? 0], [(fit.standardErrors.hc3[0] ?? 0) ** 2], 1e-14);
  });

  it('has residuals at right angles to the columns, and leverages that add up to the number of coefficients', () => {
    const row = fc.tuple(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
    );
    const property = fc.property(fc.array(row, { minLength: 4, maxLength: 30 }), (rows) => {
      const [first, second, response] = [0, 1, 2].map((at) => rows.map((values) => values[at] ?? 0)) as [
        number[],
        number[],
        number[],
      ];
      const fit = linearRegression([first, second], response);
      fc.pre(fit.ok);
      for (const column of [first, second, first.map(() => 1)]) {
        const product = column.reduce((sum, value, index) => sum + value * (fit.residuals[index] ?? 0), 0);
        expect(Math.abs(product)).toBeLessThan(1e-8);
      }
      expect(fit.leverages.reduce((sum, value) => sum + value, 0)).toBeCloseTo(3, 9);
      expect(linearRegression([first, second], response, { weights: first.map(() => 4) })).toMatchObject({
        coefficients: fit.coefficients.map((value) => expect.closeTo(value, 8) as number),
      });
    });
    fc.assert(property, { seed: 1 });
  });

  it('of an exact line has no error, of a constant response no R squared', () => {
    const line = linearRegression([[1, 2, 3, 4]], [5, 7, 9, 11]);
    if (!line.ok) throw new Error(line.reason);
    expectClose(line.coefficients, [3, 2], 1e-14);
    expect(Math.max(...line.standardErrors.classical, ...line.standardErrors.hc3)).toBeLessThan(1e-13);
    const flat = linearRegression([[1, 2, 3, 4]], [5, 5, 5, 5]);
    expect(flat).toMatchObject({ coefficients: [5, 0], rSquared: Number.NaN, residualVariance: 0 });
  });

  it('gives HC3 no value where one row alone decides a coefficient', () => {
    const fit = linearRegression([[0, 0, 0, 1]], [1, 2, 4, 9]);
    expect(fit).toMatchObject({ standardErrors: { hc3: [Infinity, Infinity] } });
  });

  it('says why there is no fit', () => {
    expect(linearRegression([[1, 2]], [1, 2])).toEqual({
      ok: false,
      reason: 'insufficientData',
      needed: 3,
      received: 2,
    });
    expect(linearRegression([[0.1, 0.1, 0.1, 0.1]], [1, 2, 3, 4])).toEqual({
      ok: false,
      reason: 'collinear',
      column: 0,
    });
    expect(linearRegression([x, x.map((value) => 3 * value - 7)], y)).toEqual({
      ok: false,
      reason: 'collinear',
      column: 1,
    });
  });

  it('refuses misuse', () => {
    expect(() => linearRegression([[1, 2]], [1, 2, 3])).toThrow('Column 0');
    expect(() => linearRegression([[1, 2, Number.NaN]], [1, 2, 3])).toThrow(RangeError);
    expect(() => linearRegression([x], y, { weights: [1] })).toThrow(RangeError);
    expect(() => linearRegression([x], y, { weights: weights.map((weight) => weight - 1) })).toThrow('positive');
  });
});
