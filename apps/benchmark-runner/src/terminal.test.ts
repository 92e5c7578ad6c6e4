import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { formatNumber } from './format-number.ts';
import { createProgressBar } from './progress-bar.ts';
import { formatReport, formatTable } from './table.ts';
import { sampleReport } from './testing/sample-report.ts';

describe('numbers', () => {
  it.each<[number | null, string]>([
    [null, '–'],
    [0, '0'],
    [0.012_345, '0.0123'],
    [0.999_9, '1.000'],
    [1.234, '1.23'],
    [12.34, '12.3'],
    [123.4, '123'],
    [1_234_567, '1,234,567'],
    [-2.5, '-2.50'],
    [1e-9, '0.000000'],
  ])('%s is shown as %s', (value, shown) => {
    expect(formatNumber(value)).toBe(shown);
  });
});

describe('the table', () => {
  it('has columns as wide as their cells', () => {
    expect(formatTable([['', 'ms'], ['a', '1.25'], ['long', '3']])).toBe('        ms\na     1.25\nlong     3'); // prettier-ignore
  });

  it('says what was measured and what follows from it', () => {
    const shown = formatReport(sampleReport);
    expect(shown).toContain('fast:v1 *');
    expect(shown).toContain('fast:v1 wins on median latency.');
    expect(shown).toContain('latency ratio 1.250 [1.200, 1.300]');
    expect(shown).toContain('failed 2 times; first: MODEL_FAILED');
    expect(formatReport({ ...sampleReport, winner: null, reason: 'parity failed' })).toContain(
      'No winner: the answers',
    );
  });
});

describe('the progress bar', () => {
  const show = (isTTY: boolean): string => {
    let written = '';
    const bar = createProgressBar({ isTTY, columns: 60, write: (text) => (written += text) });
    bar.show('group', { phase: 'warm-up', done: 0, total: 2 });
    bar.show('group', { phase: 'rounds', done: 4, total: 10 });
    bar.clear();
    return written;
  };

  it('grows on a terminal, in one line', () => {
    expect(show(true)).toMatch(/\[\.{30}\] 0 % .*\[#{15}\.{15}\] 49 % rounds\r/s);
    expect(show(true)).not.toContain('\n');
  });

  it('is silent elsewhere', () => {
    expect(show(false)).toBe('');
  });
});

describe('a question', () => {
  it.each([
    ['2\n', 'second'],
    ['\n', 'first'],
    ['second\n', 'second'],
    ['3\nsecond\n', 'second'],
  ])('answered with %j', async (typed, chosen) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const choices = ['first', 'second'].map((name) => ({ name, description: '' }));
    const asking = ask('Which', choices, { input, output });
    input.write(typed);
    expect(await asking).toBe(chosen);
  });

  it('that nobody answers is wrong usage', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const asking = ask('Which', [{ name: 'first', description: '' }], { input, output });
    input.end('2\n');
    await expect(asking).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
