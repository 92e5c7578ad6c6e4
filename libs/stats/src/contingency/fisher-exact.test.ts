import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fisherExact } from './fisher-exact.ts';
import { monteCarloHomogeneity } from './monte-carlo-homogeneity.ts';

const tested = (...args: Parameters<typeof fisherExact>) => {
  const test = fisherExact(...args);
  if (!test.ok) throw new Error(test.reason);
  return test;
};

describe('fisherExact', () => {
  it.each([
    { table: [[8, 2], [1, 5]], twoSided: 0.034965034965034975, greater: 0.024475524475524483, less: 0.9991258741258742 },
    { table: [[1, 9], [11, 3]], twoSided: 0.0027594561852200836, greater: 0.9999663480953022, less: 0.0013797280926100418 },
    { table: [[0, 5], [5, 0]], twoSided: 2 / 252, greater: 1, less: 1 / 252 },
    { table: [[3, 7], [3, 7]], twoSided: 1, greater: 0.6857585139318885, less: 0.6857585139318886 },
    { table: [[100, 2], [1000, 5]], twoSided: 0.13007593634300163, greater: 0.9797904453147229, less: 0.13007593634300163 },
    { table: [[1200, 1300], [1250, 1450]], twoSided: 0.22132495435509356, greater: 0.11470209454726178, less: 0.8957135291885285 },
    { table: [[17, 3], [4, 19]], twoSided: 1.1553064955187563e-5, greater: 9.919945002538191e-6, less: 0.9999996753261079 },
    { table: [[100_000, 101_000], [99_000, 102_500]], twoSided: 8.447269907381477e-5, greater: 4.267678778463914e-5, less: 0.9999584282957944 },
  ])('of $table (scipy 1.17; the third by hand)', ({ table, ...expected }) => {
    for (const alternative of ['twoSided', 'greater', 'less'] as const) {
      const { pValue, log10P } = tested(table, { alternative });
      expect(Math.abs(pValue / expected[alternative] - 1)).toBeLessThan(1e-10);
      expect(log10P).toBeCloseTo(Math.log10(pValue), 10);
    }
  }); // prettier-ignore

  it('knows tails that underflow', () => {
    // The only table as extreme on either side: 2 / C(4000, 2000), from log-gammas in 50 digits.
    const test = tested([[2000, 0], [0, 2000]]); // prettier-ignore
    expect(test).toMatchObject({ pValue: 0, oddsRatio: Infinity });
    expect(test.log10P).toBeCloseTo(-1201.9198355826769, 9);
  });

  it('is the same however the table is turned, in (0, 1]', () => {
    const cell = fc.nat(60);
    const property = fc.property(cell, cell, cell, cell, (a, b, c, d) => {
      fc.pre(a + b + c + d > 0);
      const { pValue } = tested([[a, b], [c, d]]); // prettier-ignore
      expect(pValue).toBeGreaterThan(0);
      expect(pValue).toBeLessThanOrEqual(1);
      for (const turned of [[[c, d], [a, b]], [[b, a], [d, c]], [[a, c], [b, d]]]) {
        expect(Math.abs(tested(turned).pValue / pValue - 1)).toBeLessThan(1e-11);
      } // prettier-ignore
    });
    fc.assert(property, { seed: 1 });
  });

  it('has p = 1 for an empty row, and refuses other shapes', () => {
    expect(tested([[0, 0], [3, 4]])).toMatchObject({ pValue: 1, oddsRatio: null }); // prettier-ignore
    expect(fisherExact([[0, 0], [0, 0]])).toMatchObject({ ok: false, reason: 'insufficientData' }); // prettier-ignore
    expect(() => fisherExact([[1, 2, 3], [1, 2, 3]])).toThrow(RangeError); // prettier-ignore
  });
});

describe('monteCarloHomogeneity', () => {
  it('comes to the exact p of a 2 x 2 table whose two-sided orders agree', () => {
    const table = [[8, 2], [1, 5]]; // prettier-ignore
    const test = monteCarloHomogeneity(table, { seed: 1, draws: 20_000 });
    // Three standard errors of 20,000 draws at p = 0.035.
    expect(test.ok && Math.abs(test.pValue - tested(table).pValue)).toBeLessThan(0.0039);
  });

  it('comes to the exact p of a 3 x 3 table', () => {
    // All tables with these totals, enumerated in fractions: those with chi-square >= 28 / 3.
    const test = monteCarloHomogeneity([[4, 1, 0], [1, 3, 2], [0, 2, 3]], { seed: 2, draws: 20_000 }); // prettier-ignore
    expect(test.ok && Math.abs(test.pValue - 0.05352583924012495)).toBeLessThan(0.0075);
  });

  it('depends on the seed alone and never is 0', () => {
    const table = [[50, 0], [0, 50]]; // prettier-ignore
    expect(monteCarloHomogeneity(table, { seed: 1, draws: 999 })).toMatchObject({ pValue: 0.001 });
    const mixed = [[3, 5, 2], [4, 1, 6]]; // prettier-ignore
    expect(monteCarloHomogeneity(mixed, { seed: 3 })).toEqual(monteCarloHomogeneity(mixed, { seed: 3 }));
    expect(monteCarloHomogeneity([[0]], { seed: 3 })).toMatchObject({ ok: false, reason: 'insufficientData' });
    expect(() => monteCarloHomogeneity(mixed, { seed: 3, draws: 0 })).toThrow(RangeError);
  });
});
