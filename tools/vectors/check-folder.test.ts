import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { suites } from './cases/index.ts';
import { checkCase } from './check-case.ts';
import { checkFile } from './check-file.ts';
import { checkFolder } from './check-folder.ts';
import { describeReports } from './describe-reports.ts';
import { generateSample } from './generate-sample.ts';
import type { Section } from './suite.ts';

describe('a folder of right, wrong and unknown cases', async () => {
  const reports = await checkFolder(join(import.meta.dirname, 'own-cases'), {
    'distributions.json': suites['distributions.json'],
    'multiple_testing.json': suites['multiple_testing.json'],
  });

  it('is reported case by case, with nothing left out', () => {
    const { lines, ...sums } = describeReports(reports);
    expect(lines.map((line) => line.replace(/^(\S+ \d+ \d+) \S+$/, '$1'))).toEqual([
      'distributions.json 3 1',
      '  failed normalSf(0): value is 0.5, expected 0.51',
      '  not run normalSf(0): unknown key mean',
      '  not run zetaSf(2): unknown fn zetaSf',
      '  not run (1) unknown key moreCases',
      'more/multiple_testing.json 2 3',
      '  failed not-refused: not refused, expected invalidPValue',
      '  failed refused-wrongly: refused: invalidPValue',
      '  failed too-short: holm is [0.02,0.02], expected [0.02]',
      '  not run unknown-outcome: unknown key expected.hommel',
      'more/tides.json 0 0',
      '  not run (1) cases: no checks for a file of this name',
      '5 passed, 4 failed, 5 not run',
    ]);
    expect(sums).toEqual({ passed: 5, failed: 4, notRun: 5 });
  });

  it('gives the largest error of a file', () => {
    const { lines } = describeReports(reports);
    expect(Number(lines[0]?.split(' ')[3])).toBeCloseTo(0.01 / 0.51, 3);
  });
});

describe('checkFile', () => {
  it('says of a file that cannot be read what is wrong with it', () => {
    expect(checkFile('{', suites['distributions.json']).notRun).toEqual([{ count: 1, reason: 'not JSON' }]);
    expect(checkFile('[]', suites['distributions.json']).notRun).toEqual([{ count: 1, reason: 'not an object' }]);
    expect(checkFile('{"cases": {}}', suites['distributions.json']).notRun).toEqual([
      { count: 1, reason: 'unknown key cases' },
    ]);
  });

  it('applies no tolerance that is looser than the file states', () => {
    const strict = JSON.stringify({
      tolerance: '1e-15 relative',
      cases: [{ fn: 'normalSf', args: [1], value: 0.15865525393145705 }],
    });
    expect(checkFile(strict, suites['distributions.json']).cases).toMatchObject([
      { result: 'notRun', reasons: [expect.stringContaining('looser')] },
    ]);
  });

  it('counts what is out of scope as not run', () => {
    const text = JSON.stringify({ tides: [1, 2], cases: [] });
    expect(checkFile(text, { tides: { outOfScope: 'no sea here' }, cases: { run: () => ({}) } }).notRun).toEqual([
      { count: 2, reason: 'tides: no sea here', outOfScope: true },
    ]);
  });
});

describe('checkCase', () => {
  const check = (section: Section, entry: unknown) => checkCase(section, entry, { id: '#0', loosest: 1e-3 });

  it('reports keys that were not read inside of objects too', () => {
    const section: Section = { run: (input) => ({ sum: input.inside('given').number('a') }) };
    expect(check(section, { given: { a: 1 }, expected: { sum: 1 } }).result).toBe('passed');
    expect(check(section, { given: { a: 1, b: 2 }, expected: { sum: 1 } })).toMatchObject({
      result: 'notRun',
      reasons: ['unknown key given.b'],
    });
  });

  it('is within either tolerance, and tells null, NaN and 0 apart', () => {
    const section = (value: unknown): Section => ({
      run: () => ({ value }),
      tolerance: () => ({ relative: 1e-6, absolute: 1e-4 }),
    });
    const result = (actual: unknown, expected: unknown) =>
      check(section(actual), { expected: { value: expected } }).result;
    expect(result(1e6 + 1, 1e6)).toBe('passed');
    expect(result(0.00005, 0)).toBe('passed');
    expect(result(0.001, 0)).toBe('failed');
    expect(result([1, { a: 2 }], [1, { a: 2 }])).toBe('passed');
    expect(result(null, null)).toBe('passed');
    for (const [actual, expected] of [
      [Number.NaN, null],
      [0, null],
      [Number.NaN, 0],
      [undefined, 0],
      [-Infinity, 'Infinity'],
      [0, 'NaN'],
      [[1], [1, 2]],
    ]) {
      expect(result(actual, expected)).toBe('failed');
    }
  });

  it('takes a failure of the code as a failed case, and inputs of another type as one not run', () => {
    const failing: Section = {
      run: () => {
        throw new TypeError('broken');
      },
    };
    expect(check(failing, { expected: {} })).toMatchObject({ result: 'failed', reasons: ['threw TypeError: broken'] });
    const reading: Section = { run: (input) => ({ n: input.number('n') }) };
    expect(check(reading, { n: 'many', expected: { n: 1 } }).result).toBe('notRun');
    expect(check(reading, { n: 1 }).result).toBe('notRun');
  });
});

describe('generateSample', () => {
  // (1664525 + 1013904223) / 2^32, and the next state from it.
  const [first, second] = [1_015_568_748 / 2 ** 32, 1_586_005_467 / 2 ** 32] as const;

  it.each([
    [{ kind: 'uniform', n: 2, seed: 1 }, [first, second]],
    [{ kind: 'uniform', n: 1, seed: 1, loc: 3, scale: 2 }, [3 + 2 * first]],
    [{ kind: 'pareto1', n: 1, seed: 1 }, [1 / (1 - first)]],
    [{ kind: 'floor', n: 2, seed: 1, levels: 10 }, [2, 3]],
    [{ kind: 'zeroInflated', n: 1, seed: 1, pZero: 0.3 }, [0]],
    [{ kind: 'zeroInflated', n: 1, seed: 1, pZero: 0.2 }, [1 / (1 - second)]],
    [{ kind: 'bernoulli', n: 2, seed: 1, p: 0.3 }, [1, 0]],
    [{ kind: 'constant', n: 3, seed: 0, loc: 7 }, [7, 7, 7]],
  ])('makes of %j %j (by hand)', (spec, expected) => {
    expect(generateSample(spec)).toEqual(expected);
  });

  it('adds twelve numbers and takes off six', () => {
    const uniform = generateSample({ kind: 'uniform', n: 12, seed: 5 });
    expect(generateSample({ kind: 'irwinHall12', n: 1, seed: 5 })).toEqual([
      uniform.reduce((sum, value) => sum + value, 0) - 6,
    ]);
  });

  it('does not know every kind', () => {
    expect(() => generateSample({ kind: 'cauchy', n: 1, seed: 1 })).toThrow('cauchy');
    expect(() => generateSample({ kind: 'uniform', n: 1, seed: 1, skew: 2 })).toThrow('skew');
    expect(() => generateSample({ kind: 'bernoulli', n: 1, seed: 1 })).toThrow('without p');
  });
});
