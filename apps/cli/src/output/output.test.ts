import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatNumber, formatShare, formatTime } from './format.ts';
import { createProgress } from './progress.ts';
import { createStyle } from './style.ts';

describe('numbers', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.00 kB'],
    [23_456_789, '23.5 MB'],
    [5e15, '5.00e+3 TB'],
  ])('%d bytes are %s', (bytes, text) => {
    // prettier-ignore
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0, '0 s'],
    [59.6, '1 min 00 s'],
    [185, '3 min 05 s'],
    [7_800, '2 h 10 min'],
  ])('%d seconds are %s', (seconds, text) => {
    // prettier-ignore
    expect(formatDuration(seconds)).toBe(text);
  });

  it('that are not there are nothing', () => {
    for (const format of [formatNumber, formatShare, formatTime]) expect(format(null)).toBeUndefined();
    expect([formatNumber(12.3456), formatShare(0.12345), formatTime(0)]).toEqual([
      '12.3',
      '12.3 %',
      '1970-01-01T00:00:00Z',
    ]);
  });
});

describe('a table', () => {
  const rows = [
    ['a', 1, null],
    ['long', 23, 'x\u001b[31m'],
  ] as const;

  it('is aligned under bold names on a terminal, and obeys nobody', () => {
    const style = createStyle({ isTerminal: true, hasColours: true });
    expect(style.table(['NAME', 'N', 'ERROR'], rows)).toBe('\u001b[1mNAME   N  ERROR\u001b[22m\na      1  –\nlong  23  x?[31m'); // prettier-ignore
    expect(style.table(['NAME'], [])).toBe('nothing');
    expect(createStyle({ isTerminal: true, hasColours: false }).good('x')).toBe('x');
  });

  it('is rows with tabs elsewhere', () => {
    expect(createStyle({ isTerminal: false, hasColours: false }).table(['NAME', 'N', 'ERROR'], rows)).toBe(
      'a\t1\t\nlong\t23\tx?[31m',
    );
  });
});

describe('progress', () => {
  const shown = (isTTY: boolean): string => {
    let [now, written] = [0, ''];
    const output = { isTTY, columns: 100, write: (text: string) => (written += text) };
    const progress = createProgress({ output, nowMs: () => now });
    const show = (doneBytes: number, totalBytes: number | undefined): void => {
      progress.bytes('m:v1', { doneBytes, totalBytes });
      now += 1_000;
    };
    show(1_000_000, 4_000_000);
    show(2_000_000, 4_000_000);
    show(4_000_000, 4_000_000);
    show(5_000_000, undefined);
    progress.clear();
    progress.clear();
    return written.replaceAll('\r\u001b[2K', '\n');
  };

  it('has speed and time left on a terminal', () => {
    expect(shown(true).split('\n')).toEqual([
      '',
      'm:v1 [######..................] 25 %  1.00 MB of 4.00 MB',
      'm:v1 [############............] 50 %  2.00 MB of 4.00 MB  1.00 MB/s  2 s left',
      'm:v1 [########################] 100 %  4.00 MB of 4.00 MB  1.50 MB/s',
      'm:v1 5.00 MB  1.33 MB/s',
      '',
    ]);
  });

  it('is silent elsewhere', () => {
    expect(shown(false)).toBe('');
  });
});
