import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandomGenerator } from '../random-generator.ts';
import { chiSquareHomogeneity } from './chi-square-homogeneity.ts';

const tested = (...args: Parameters<typeof chiSquareHomogeneity>) => {
  const test = chiSquareHomogeneity(...args);
  if (!test.ok) throw new Error(test.reason);
  return test;
};

describe('chiSquareHomogeneity', () => {
  const rows = [
    { table: [[10, 10, 20], [20, 20, 20]], form: 'pearson', statistic: 25 / 9, p: 0.24935220877729622, source: 'scipy 1.17' },
    { table: [[10, 10, 20], [20, 20, 20]], form: 'likelihoodRatio', statistic: 2.768858761678132, p: 0.25046668010954165, source: 'scipy 1.17' },
    { table: [[12, 5], [3, 9]], form: 'yates', statistic: 4.171457749766574, p: 0.04111041419430694, source: 'scipy 1.17' },
    // (20 * 30 - 10 * 40)^2 100 / (30 * 70 * 60 * 40), p = erfc(sqrt(statistic / 2))
    { table: [[20, 10], [40, 30]], form: 'pearson', statistic: 4_000_000 / 5_040_000, p: 0.37299848361348714, source: 'by hand' },
    { table: [[1, 0], [0, 1]], form: 'yates', statistic: 0, p: 1, source: 'by hand' },
  ] as const; // prettier-ignore
  it.each(rows)('$form of $table is $statistic ($source)', ({ table, form, statistic, p }) => {
    const test = tested(table, { form });
    expect(test.statistic).toBeCloseTo(statistic, 12);
    expect(Math.abs(test.pValue / p - 1)).toBeLessThan(1e-12);
    expect(Math.abs(test.log10P - Math.log10(p))).toBeLessThan(1e-12);
  });

  it('keeps its digits for counts of billions', () => {
    // (a d - b c) is 2e18 exactly: 4e36 * 2e10 / (1e10 * 1e10 * 2.0002e9 * 1.79998e10), in whole numbers.
    const test = tested([
      [1_000_000_000, 9_000_000_000],
      [1_000_200_000, 8_999_800_000],
    ]);
    expect(Math.abs(test.statistic / (8e46 / 3.600319996e39 / 1e6) - 1)).toBeLessThan(1e-14);
  });

  it('has Cramér’s V of scipy.stats.contingency.association', () => {
    expect(tested([[12, 5], [3, 9]]).cramersV).toBeCloseTo(0.4493225526306476, 14); // prettier-ignore
    expect(tested([[12, 5, 7], [3, 9, 8]]).cramersV).toBeCloseTo(0.3783317600135107, 14); // prettier-ignore
  });

  it('says why there is no test, and throws for what is no table', () => {
    expect(chiSquareHomogeneity([])).toMatchObject({ ok: false, reason: 'insufficientData' });
    expect(chiSquareHomogeneity([[0, 0]])).toMatchObject({ ok: false, reason: 'insufficientData' });
    for (const bad of [Number.NaN, -1, 0.5, Infinity]) {
      expect(chiSquareHomogeneity([[1, bad]])).toMatchObject({ ok: false, reason: 'invalidCounts' });
    }
    expect(() => chiSquareHomogeneity([[1, 2], [1]])).toThrow(RangeError);
  });

  it('stays in its bounds, and neither order nor transposing nor empty rows change it', () => {
    const sized = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([r, c]) => {
      const count = fc.oneof(fc.nat(9), fc.nat(1_000_000));
      return fc.array(fc.array(count, { minLength: c, maxLength: c }), { minLength: r, maxLength: r });
    });
    const property = fc.property(sized, (table) => {
      fc.pre(table.some((row) => row.some((count) => count > 0)));
      const test = tested(table);
      for (const value of [test.pValue, test.cramersV, test.cramersVBiasCorrected]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      const width = table[0]?.length ?? 0;
      const transposed = Array.from({ length: width }, (_, column) => table.map((row) => row[column] ?? 0));
      const padded = [...table.toReversed(), new Array<number>(width).fill(0)];
      for (const same of [transposed, padded]) {
        const other = tested(same);
        expect(Math.abs(other.statistic - test.statistic)).toBeLessThanOrEqual(1e-12 * test.statistic);
        expect(other.df).toBe(test.df);
      }
      expect(tested([...table, ...table].slice(0, table.length)).statistic).toBe(test.statistic);
    });
    fc.assert(property, { seed: 1 });
  });

  it('raises as many false alarms as alpha says', () => {
    const generator = createRandomGenerator(7);
    const draw = (): number[] => {
      const counts = [0, 0, 0, 0];
      for (let unit = 0; unit < 200; unit += 1) {
        const cell = generator.nextInteger(4);
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      return counts;
    };
    const [runs, alpha] = [10_000, 0.05];
    let alarms = 0;
    for (let run = 0; run < runs; run += 1) alarms += Number(tested([draw(), draw()]).pValue <= alpha);
    expect(Math.abs(alarms / runs - alpha)).toBeLessThan(3 * Math.sqrt((alpha * (1 - alpha)) / runs));
  });
});
