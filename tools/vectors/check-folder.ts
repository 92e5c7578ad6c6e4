import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { checkFile, type FileReport } from './check-file.ts';
import type { Suite } from './suite.ts';

/** Checks every JSON file in a folder and the folders in it, each by the suite of its name; in order of their paths. */
export async function checkFolder(
  folder: string,
  suites: Readonly<Record<string, Suite>>,
): Promise<ReadonlyMap<string, FileReport>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const reports = new Map<string, FileReport>();
  for (const path of paths) {
    const name = basename(path);
    const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
    reports.set(relative(folder, path), checkFile(await readFile(path, 'utf8'), suite));
  }
  return reports;
}
