import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { GroupSummary, Report } from './target.ts';

/** One JSON line per comparison. */
export async function appendHistory(path: string, report: Report): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, `${JSON.stringify(report)}\n`);
}

/** Newest first; nothing where there is no file yet. A line cut short by a crash is left out. */
export async function readHistory(
  path: string,
  { taskType, equivalenceGroup }: Pick<GroupSummary, 'taskType' | 'equivalenceGroup'>,
): Promise<readonly Report[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .flatMap(parseLine)
    .filter((report) => report.taskType === taskType && report.equivalenceGroup === equivalenceGroup)
    .reverse();
}

function parseLine(line: string): Report[] {
  try {
    return [JSON.parse(line) as Report];
  } catch {
    return [];
  }
}
