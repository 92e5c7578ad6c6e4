import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder in which the files of one job come together. */
export interface JobFolder {
  readonly path: string;
  /** Where the file with this index grows. The name holds the owner, so that a worker that has lost the job finds nothing of its own. */
  partialPath(index: number, owner: string): string;
  /** Where it lies once it is whole. */
  wholePath(index: number): string;
  make(): Promise<void>;
  /** Makes what an earlier owner has of a file the new owner's. Whether there was any. */
  takeOver(index: number, owner: string): Promise<boolean>;
  removePartials(index: number): Promise<void>;
  isWhole(index: number, sizeBytes: number): Promise<boolean>;
  remove(): Promise<void>;
}

export function createJobFolder(directory: string, jobId: string): JobFolder {
  const path = join(directory, jobId);
  const partialPath = (index: number, owner: string): string => join(path, `${index}-${owner}.partial`);
  const wholePath = (index: number): string => join(path, `${index}.whole`);
  const partials = async (index: number): Promise<readonly string[]> => {
    const names = await readdir(path).catch(() => []);
    return names.filter((name) => name.startsWith(`${index}-`) && name.endsWith('.partial'));
  };
  return {
    path,
    partialPath,
    wholePath,
    make: async () => {
      await mkdir(path, { recursive: true, mode: 0o700 });
    },
    takeOver: async (index, owner) => {
      const [name, ...others] = await partials(index);
      if (name === undefined || others.length > 0) return false;
      await rename(join(path, name), partialPath(index, owner));
      return true;
    },
    removePartials: async (index) => {
      for (const name of await partials(index)) await rm(join(path, name), { force: true });
    },
    isWhole: async (index, sizeBytes) => (await stat(wholePath(index)).catch(() => undefined))?.size === sizeBytes,
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
