import type { Job } from './job.ts';
import type { TenantQueue } from './tenant-queue.ts';

export interface Batch {
  readonly jobs: readonly Job[];
  readonly rows: number;
  /** The next that waits did not fit any more. */
  readonly isFull: boolean;
}

/** The jobs that run next: one after the other in turns of their tenants, as long as they fit together. */
export function takeBatch(queue: TenantQueue<Job>, maxRows: number): Batch {
  const taken: Job[] = [];
  let rows = 0;
  let isFull = false;
  const fits = (job: Job): boolean => {
    const [first] = taken;
    if (first === undefined) return true;
    if (rows >= maxRows) isFull = true;
    if (isFull || !first.mayMerge || !job.mayMerge || job.signature !== first.signature) return false;
    isFull = rows + job.rows > maxRows;
    return !isFull;
  };
  queue.take((job) => {
    if (!fits(job)) return false;
    rows += job.rows;
    taken.push(job);
    return true;
  });
  return { jobs: taken, rows, isFull };
}
