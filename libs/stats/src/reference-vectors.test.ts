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
