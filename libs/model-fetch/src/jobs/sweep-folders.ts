import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Table } from '@harper-edge/contracts';
import type { FetchJob } from './fetch-job.ts';

export interface SweepOptions {
  readonly directory: string;
  readonly jobs: Table<FetchJob>;
  readonly clock: Clock;
}

/** A failed job can be run again from what it has downloaded for so long. */
const keptMs = 86_400_000;
/** A folder whose job nobody knows may be another host's. */
const unknownMs = 7 * 86_400_000;

/** Deletes what downloads have left that nobody goes on with. */
export async function sweepFolders({ directory, jobs, clock }: SweepOptions): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    if (!/^[0-9a-f]{24}-\d{6,}$/.test(name)) continue;
    const path = join(directory, name);
    const job = await jobs.get(name);
    const isOver = job === undefined ? await isOlder(path, clock.nowMs() - unknownMs) : isUseless(job, clock.nowMs());
    if (isOver) await rm(path, { recursive: true, force: true });
  }
}

function isUseless({ status, finishedAt }: FetchJob, nowMs: number): boolean {
  if (status === 'completed' || status === 'cancelled') return true;
  return status === 'failed' && finishedAt !== null && nowMs - finishedAt > keptMs;
}

async function isOlder(path: string, timeMs: number): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info !== undefined && info.mtimeMs < timeMs;
}
