import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { UploadFile } from '@harper-edge/client';
import { usageError } from './cli-error.ts';

const maxFiles = 64;

/**
 * The files of a model to upload: a file under its own name, a folder as all the files in it with their places in it. Hidden
 * files stay where they are.
 *
 * @throws CliError when there is none, or more than the API takes
 */
export async function modelFiles(paths: readonly string[]): Promise<readonly UploadFile[]> {
  const found = (await Promise.all(paths.map(filesAt))).flat();
  if (found.length === 0) throw usageError(`there is no file in ${paths.join(', ')}`);
  if (found.length > maxFiles)
    throw usageError(`expected at most ${maxFiles} files, found ${found.length}; pack them: tar -czf model.tar.gz …`);
  return Promise.all(found.map(({ path, name }) => uploadFile(path, name)));
}

async function filesAt(path: string): Promise<readonly { readonly path: string; readonly name: string }[]> {
  const info = await stat(path).catch((error: unknown) => {
    throw usageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, error);
  });
  if (!info.isDirectory()) return [{ path, name: basename(path) }];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(path, file)
          .split(sep)
          .some((part) => part.startsWith('.')),
    )
    .sort()
    .map((file) => ({ path: file, name: relative(path, file).split(sep).join('/') }));
}

async function uploadFile(path: string, name: string): Promise<UploadFile> {
  const { size } = await stat(path);
  return { name, size, stream: () => createReadStream(path) as AsyncIterable<Uint8Array> };
}
