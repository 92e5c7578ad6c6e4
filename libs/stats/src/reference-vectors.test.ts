import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as stats from './index.ts';

const folder = join(import.meta.dirname, '../../../../shared/vectors/stats');
const skipping = existsSync(folder)
  ? ''
  : ' (skipped: there is no ../shared/vectors; the tables beside the code remain)';

interface Case {
  readonly id?: string;
  readonly [key: string]: unknown;
}

const casesOf = (file: string): Case[] =>
  existsSync(folder) ? (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases: Case[] }).cases : [];

/** The values JSON cannot hold are written as strings. */
const numberOf = (value: unknown): number => Number(value);

const relativeError = (actual: number, expected: number) =>
  Object.is(actual, expected) || actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);

describe.skipIf(skipping !== '')(`the reference cases for distributions${skipping}`, () => {
  it.each(casesOf('distributions.json'))('$fn of $args is $value', ({ fn, args, value, log10 }) => {
    const numbers = (args as unknown[]).map(numberOf);
    const call = (name: string) => (stats[name as keyof typeof stats] as (...args: number[]) => number)(...numbers);
    expect(relativeError(call(fn as string), numberOf(value))).toBeLessThanOrEqual(1e-12);
    const logName = (fn as string).replace(/(Sf|Cdf)$/, 'Log$1');
    if (logName !== fn && typeof log10 === 'number') {
      expect(Math.abs(call(logName) / Math.LN10 - log10)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(log10)));
    }
  });
});

describe.skipIf(skipping !== '')(`the reference cases for multiple testing${skipping}`, () => {
  it.each(casesOf('multiple_testing.json'))('$id', ({ pValues, expected }) => {
    const given = (pValues as unknown[]).map(numberOf);
    const outcome = expected as Record<string, unknown[]>;
    if ('error' in outcome) {
      expect(() => stats.adjustPValues(given, 'holm')).toThrow(RangeError);
      return;
    }
    for (const [name, values] of Object.entries(outcome)) {
      const adjusted = stats.adjustPValues(given, name as stats.Correction);
      expect(adjusted).toHaveLength(values.length);
      for (const [index, value] of values.entries()) {
        expect(relativeError(adjusted[index] ?? 0, numberOf(value))).toBeLessThanOrEqual(1e-13);
      }
    }
  });
});

interface Demand {
  readonly price: number[];
  readonly quantity: number[];
  readonly covariates?: Readonly<Record<string, number[]>>;
  readonly weights?: number[];
}

const positive = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value > 0;

describe.skipIf(skipping !== '')(`the reference cases for least squares${skipping}`, () => {
  it.each(casesOf('elasticity_ols.json'))('$id', (given) => {
    const { price, quantity, covariates = {}, weights } = given as unknown as Demand;
    const rows = [...price.keys()].filter((row) => positive(price[row]) && positive(quantity[row]));
    const pick = (values: readonly number[]) => rows.map((row) => values[row] ?? Number.NaN);
    const logs = (values: readonly number[]) => pick(values).map(Math.log);
    const fit = stats.linearRegression(
      [logs(price), ...Object.values(covariates).map(pick)],
      logs(quantity),
      weights === undefined ? {} : { weights: pick(weights) },
    );
    const expected = given['expected'] as Record<string, unknown>;
    expect(fit.ok).toBe(!('error' in expected));
    if (!fit.ok) return;
    const near = (actual: number | undefined, key: string, tolerance: number) => {
      if (typeof expected[key] !== 'number') return;
      expect(Math.abs((actual ?? Number.NaN) - expected[key])).toBeLessThanOrEqual(
        tolerance * Math.abs(expected[key]) + 1e-10 * Number(expected['residualStd'] === 0 || expected[key] === 0),
      );
    };
    const loose = given.id?.includes('near-constant') === true ? 1e-6 : 1e-9;
    near(fit.coefficients[0], 'intercept', loose);
    near(fit.coefficients[1], 'elasticity', loose);
    near(fit.standardErrors.classical[1], 'seElasticity', 1e-8);
    near(fit.standardErrors.classical[0], 'seIntercept', 1e-8);
    near(fit.standardErrors.hc1[1], 'seHC1', 1e-8);
    near(fit.standardErrors.hc3[1], 'seHC3', 1e-8);
    expect(fit.coefficients.slice(2)).toHaveLength(Object.keys(covariates).length);
    near(fit.rSquared, 'r2', 1e-8);
    expect(fit.degreesOfFreedom).toBe(expected['degreesOfFreedom']);
  });
});
