import { type CaseOutcome, checkCase } from './check-case.ts';
import { isRecord } from './input.ts';
import type { Suite } from './suite.ts';

export interface FileReport {
  /** Passed and failed cases, and those that were not run one by one. */
  readonly cases: readonly CaseOutcome[];
  /** Cases and keys outside of the cases that nothing was done with, and why. */
  readonly notRun: readonly { readonly count: number; readonly reason: string; readonly outOfScope?: true }[];
}

/** Keys of a file that describe it. */
const descriptive = new Set([
  'name',
  'definition',
  'tolerance',
  'generator',
  'generated_with',
  'missing',
  'note',
  '_origin',
  'specVersion',
]);

/** Checks every case of a file's text against the suite of that file, of which there is none for an unknown file. */
export function checkFile(text: string, suite: Suite | undefined): FileReport {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { cases: [], notRun: [{ count: 1, reason: 'not JSON' }] };
  }
  if (!isRecord(file)) return { cases: [], notRun: [{ count: 1, reason: 'not an object' }] };
  const loosest = loosestTolerance(file['tolerance']);
  const cases: CaseOutcome[] = [];
  const notRun: FileReport['notRun'][number][] = [];
  for (const [key, entries] of Object.entries(file)) {
    if (descriptive.has(key)) continue;
    const section = suite?.[key];
    const count = Array.isArray(entries) ? entries.length : 1;
    if (suite === undefined) notRun.push({ count, reason: `${key}: no checks for a file of this name` });
    else if (section === undefined || !Array.isArray(entries)) notRun.push({ count, reason: `unknown key ${key}` });
    else if ('outOfScope' in section) notRun.push({ count, reason: `${key}: ${section.outOfScope}`, outOfScope: true });
    else {
      const prefix = key === 'cases' ? '' : key;
      cases.push(...entries.map((entry, at) => checkCase(section, entry, { id: `${prefix}#${at}`, loosest })));
    }
  }
  return { cases, notRun };
}

/** The largest of the small numbers in what a file says of its tolerance; 0, which is exact, if it says none. */
function loosestTolerance(stated: unknown): number {
  const numbers = (JSON.stringify(stated ?? '').match(/\d+(?:\.\d+)?e-\d+/g) ?? []).map(Number);
  return Math.max(0, ...numbers);
}
