import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { suites } from './cases/index.ts';
import { checkFolder } from './check-folder.ts';

const folder = join(import.meta.dirname, '../../../shared/vectors');
const skipping = existsSync(folder)
  ? ''
  : ' (skipped: there is no ../shared/vectors; the tables beside the code remain)';

describe.skipIf(skipping !== '')(`the reference cases${skipping}`, async () => {
  const reports = skipping === '' ? await checkFolder(folder, suites) : new Map<string, never>();

  it.each([...reports])('of %s pass, every one', (file, { cases, notRun }) => {
    expect(Object.keys(suites)).toContain(basename(file));
    expect(cases.filter(({ result }) => result !== 'passed')).toEqual([]);
    expect(notRun.filter(({ outOfScope }) => outOfScope !== true)).toEqual([]);
    expect(cases.length).toBeGreaterThan(0);
  });

  it('of distributions are met to the precision the file wishes for, not only to the one it asks for', () => {
    const worst = reports.get('stats/distributions.json')?.cases.map(({ worstError }) => worstError) ?? [];
    expect(worst.length).toBeGreaterThan(0);
    expect(Math.max(...worst)).toBeLessThanOrEqual(1e-12);
  });
});
