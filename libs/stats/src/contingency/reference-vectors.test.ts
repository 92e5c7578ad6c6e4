import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as stats from '../index.ts';

const folder = join(import.meta.dirname, '../../../../../shared/vectors/stats');
const skipping = existsSync(folder)
  ? ''
  : ' (skipped: there is no ../shared/vectors; the tables beside the code remain)';

type Case = Readonly<Record<string, unknown>> & { readonly id: string; readonly expected: Record<string, unknown> };

const casesOf = (file: string): Case[] =>
  existsSync(folder) ? (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases: Case[] }).cases : [];

/** The values JSON cannot hold are written as strings. */
const numberOf = (value: unknown): number => (value === null ? Number.NaN : Number(value));

const near = (actual: unknown, expected: unknown, { relative = 0, absolute = 0 }) => {
  const [got, wanted] = [numberOf(actual), numberOf(expected)];
  if (got === wanted) return;
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(Math.max(relative * Math.abs(wanted), absolute));
};

type Result = { readonly ok: true } | { readonly ok: false; readonly reason: string };

function passing<T extends Result>(result: T, expected: Record<string, unknown>): Extract<T, { ok: true }> | undefined {
  if ('error' in expected) expect(result).toMatchObject({ ok: false, reason: expected['error'] });
  else expect(result).toMatchObject({ ok: true });
  return result.ok ? (result as Extract<T, { ok: true }>) : undefined;
}

describe.skipIf(skipping !== '')(`the reference cases for two proportions${skipping}`, () => {
  it.each(casesOf('two_proportion_z.json'))('$id', ({ expected, ...given }) => {
    const control = { successes: numberOf(given['controlSuccesses']), trials: numberOf(given['controlTrials']) };
    const treatment = { successes: numberOf(given['treatmentSuccesses']), trials: numberOf(given['treatmentTrials']) };
    const test = passing(stats.twoProportionTest(control, treatment), expected);
    if (test === undefined) return;
    near(test.statistic, expected['zPooled'], { relative: 1e-12, absolute: 1e-14 });
    near(test.statistic ** 2, expected['chiSquare'], { relative: 1e-12, absolute: 1e-14 });
    near(test.pValue, expected['pTwoSided'], { relative: 1e-11 });
    near(test.log10P, expected['log10P'], { absolute: 1e-9 });
    near(test.difference.estimate, expected['difference'], { relative: 1e-12 });
    const greater = passing(stats.twoProportionTest(control, treatment, { alternative: 'greater' }), {});
    near(greater?.pValue, expected['pGreater'], { relative: 1e-11 });
    const bounds = (interval: { readonly lower: number; readonly upper: number } | undefined, key: string) => {
      const [lower, upper] = expected[key] as [number, number];
      near(interval?.lower, lower, { absolute: 1e-12 });
      near(interval?.upper, upper, { absolute: 1e-12 });
    };
    bounds(test.difference, 'newcombeCI95');
    bounds(passing(stats.newcombeInterval(control, treatment), {}), 'newcombeCI95');
    bounds(passing(stats.wilsonInterval(control), {}), 'wilsonControlCI95');
    bounds(passing(stats.wilsonInterval(treatment), {}), 'wilsonTreatmentCI95');
  });
});

describe.skipIf(skipping !== '')(`the reference cases for tables of counts${skipping}`, () => {
  it.each(casesOf('chi2_contingency.json'))('$id', ({ expected, table: given }) => {
    const table = (given as unknown[][]).map((row) => row.map(numberOf));
    const test = passing(stats.chiSquareHomogeneity(table), expected);
    if (test === undefined) return;
    near(test.statistic, expected['statistic'], { relative: 1e-12 });
    near(test.pValue, expected['pValue'], { relative: 1e-10 });
    near(test.log10P, expected['log10P'], { absolute: 1e-9 });
    const whole = ['df', 'n', 'rowsUsed', 'columnsUsed', 'droppedRows', 'droppedColumns'] as const;
    for (const key of whole) expect(test[key]).toBe(expected[key]);
    for (const key of ['minExpected', 'cramersV'] as const) near(test[key], expected[key], { relative: 1e-12 });
    near(test.cramersVBiasCorrected, expected['cramersVBiasCorrected'], { relative: 1e-11 });
    const g = passing(stats.chiSquareHomogeneity(table, { form: 'likelihoodRatio' }), {});
    near(g?.statistic, expected['gStatistic'], { relative: 1e-12 });
    near(g?.pValue, expected['gPValue'], { relative: 1e-10 });
    if ('gLog10P' in expected) near(g?.log10P, expected['gLog10P'], { absolute: 1e-8 });
    if ('yatesStatistic' in expected) {
      const yates = passing(stats.chiSquareHomogeneity(table, { form: 'yates' }), {});
      near(yates?.statistic, expected['yatesStatistic'], { relative: 1e-12 });
      near(yates?.pValue, expected['yatesPValue'], { relative: 1e-10 });
    }
    if ('fisherExactTwoSidedP' in expected) {
      const fisher = passing(stats.fisherExact(table), {});
      near(fisher?.pValue, expected['fisherExactTwoSidedP'], { relative: 1e-10 });
    }
  });
});

describe.skipIf(skipping !== '')(`the reference cases for planned shares${skipping}`, () => {
  it.each(casesOf('srm.json'))('$id', ({ expected, counts, weights }) => {
    const run = () =>
      stats.chiSquareGoodnessOfFit((counts as unknown[]).map(numberOf), (weights as unknown[]).map(numberOf));
    if (expected['error'] === 'invalidInput') {
      expect(run).toThrow(RangeError);
      return;
    }
    const test = passing(run(), expected);
    if (test === undefined) return;
    near(test.statistic, expected['statistic'], { relative: 1e-12, absolute: 1e-15 * test.n });
    near(test.pValue, expected['pValue'], { relative: 1e-10 });
    near(test.log10P, expected['log10P'], { absolute: 1e-8 });
    expect(test).toMatchObject({ n: expected['n'], df: expected['df'], impossible: expected['impossible'] === true });
    if ('minExpected' in expected) near(test.minExpected, expected['minExpected'], { relative: 1e-14 });
    for (const [index, count] of ((expected['expectedCounts'] ?? []) as number[]).entries()) {
      near(test.expectedCounts[index], count, { relative: 1e-14 });
    }
  });
});
