import type { PartialFile } from '../files/partial-file.ts';
import type { JobChanges } from './end-job.ts';
import type { FetchJob, JobFile } from './fetch-job.ts';

/** How far a running job is, as its worker knows it. */
export interface JobState {
  readonly files: readonly JobFile[];
  /** Begins with these files. */
  start(files: readonly JobFile[]): void;
  /** The file that grows now. */
  grow(index: number, partial: Pick<PartialFile, 'sizeBytes' | 'sync'>): void;
  /** The file has stopped growing. */
  change(index: number, changes: Partial<JobFile>): void;
  /** Of work that the source does by itself. */
  report(doneBytes: number, totalBytes: number | undefined): void;
  /** What the job's row should say, with what is surely on the disk brought up to date. */
  checkpoint(): Promise<JobChanges>;
}

export function createJobState(job: Pick<FetchJob, 'files' | 'downloadedBytes' | 'totalBytes'>): JobState {
  let files = [...job.files];
  let growing: { readonly index: number; readonly partial: Pick<PartialFile, 'sizeBytes' | 'sync'> } | undefined;
  let elsewhere: Pick<FetchJob, 'downloadedBytes' | 'totalBytes'> | undefined;

  const change = (index: number, changes: Partial<JobFile>): void => {
    files = files.map((file, at) => (at === index ? { ...file, ...changes } : file));
  };
  const downloadedBytes = (): number =>
    files.reduce((sum, file, at) => sum + (growing?.index === at ? growing.partial.sizeBytes : file.doneBytes), 0);

  return {
    get files() {
      return files;
    },
    start: (list) => {
      files = [...list];
      elsewhere = undefined;
    },
    grow: (index, partial) => {
      growing = { index, partial };
    },
    change: (index, changes) => {
      growing = undefined;
      change(index, changes);
    },
    report: (doneBytes, totalBytes) => {
      elsewhere = { downloadedBytes: doneBytes, totalBytes: totalBytes ?? null };
    },
    checkpoint: async () => {
      const at = growing;
      if (at !== undefined) {
        const doneBytes = await at.partial.sync().catch(() => undefined);
        // It may have become whole, or failed, while the disk was busy.
        if (growing === at && doneBytes !== undefined) change(at.index, { doneBytes });
      }
      return elsewhere ?? { files, downloadedBytes: downloadedBytes(), totalBytes: totalOf(files) };
    },
  };
}

/** `null` where the source does not say how long every file is. */
function totalOf(files: readonly JobFile[]): number | null {
  const sizes = files.map(({ sizeBytes }) => sizeBytes);
  return files.length === 0 || sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
