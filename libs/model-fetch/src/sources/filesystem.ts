import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir, realpath, type FileHandle } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { EdgeError, type ModelSource, type SourceFile } from '@harper-edge/contracts';
import { checkSourcePath } from '../files/check-source-path.ts';
import { recogniseFramework } from '../files/recognise-framework.ts';
import { checkOffset, offsetBeyondEnd } from '../files/skip-bytes.ts';
import { suggestName } from '../files/suggest-name.ts';
import type { SourceParts } from './source-parts.ts';

const maxFiles = 1_000;

interface Found extends SourceFile {
  readonly sizeBytes: number;
  readonly identity: string;
}

/**
 * Files and folders below the configured roots, named by their path from a root or by their whole path. Nothing outside a
 * root is read, and no symbolic link is followed, also none that is put there meanwhile.
 */
export function createFilesystemSource({ settings: { roots = [] } }: SourceParts): ModelSource {
  /** The place as it is on the disk, every part of it looked at. */
  const locate = async (reference: string): Promise<string> => {
    if (roots.length === 0) {
      throw new EdgeError('FORBIDDEN', 'no folder may be read: set MODEL_FETCH_ROOTS to those that may');
    }
    for (const root of roots) {
      const real = await realpath(root).catch(() => undefined);
      if (real === undefined) continue;
      const inside = partsBelow(reference, [root, real]);
      if (inside !== undefined && (await exists(real, inside))) return join(real, ...inside);
    }
    throw notFound(reference);
  };

  const list = async (reference: string): Promise<readonly Found[]> => {
    const start = await locate(reference);
    const info = await lstat(start);
    if (info.isFile()) return [await describe(start, fileName(start))];
    const files = await walk(start);
    if (files.length === 0) throw notFound(reference);
    return files;
  };

  return {
    name: 'filesystem',
    inspect: async (reference) => {
      const files = await list(reference);
      const framework = recogniseFramework(files.map(({ path }) => path));
      return {
        revision: revisionOf(files),
        suggestedName: suggestName(reference),
        ...(framework !== undefined && { framework }),
        variants: [],
        files: files.map(({ path, sizeBytes }) => ({ path, sizeBytes })),
        // Whole paths are nobody's business.
        metadata: { source: { type: 'filesystem', reference: suggestName(reference) } },
      };
    },
    open: async (reference, path, { offsetBytes = 0, revision } = {}) => {
      checkSourcePath(path);
      checkOffset(offsetBytes);
      if (revision !== undefined && revision !== revisionOf(await list(reference))) {
        throw new EdgeError('PRECONDITION_FAILED', 'the files have changed since they were looked at');
      }
      const start = await locate(reference);
      const isFile = (await lstat(start)).isFile();
      if (isFile && path !== fileName(start)) throw notFound(path);
      const place = isFile ? start : join(start, ...path.split('/'));
      if (!isFile && !(await exists(start, path.split('/')))) throw notFound(path);
      const handle = await openInside(place);
      if (offsetBytes <= (await handle.stat()).size) return readFrom(handle, offsetBytes);
      await handle.close();
      throw offsetBeyondEnd(offsetBytes);
    },
  };
}

function revisionOf(files: readonly Found[]): string {
  const identity = files.map((file) => `${file.path}:${file.identity}`).join('\n');
  return createHash('sha256').update(identity).digest('hex');
}

const fileName = (place: string): string => place.slice(place.lastIndexOf(sep) + 1);

/** The parts of the path below a root; `undefined` when it is not below it. @throws EdgeError INVALID_INPUT */
function partsBelow(reference: string, [root, real]: readonly [string, string]): readonly string[] | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) {
    throw new EdgeError('INVALID_INPUT', 'sourceReference: expected a path, received a URL');
  }
  if (!isAbsolute(reference)) return checkSourcePath(reference.replace(/\/+$/, '')).split('/');
  checkSourcePath(reference.slice(1).replace(/\/+$/, ''));
  const inside = [relative(root, reference), relative(real, reference)].find(
    (path) => path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path),
  );
  return inside === undefined ? undefined : inside.split(sep).filter((part) => part !== '');
}

/** Whether it is there. @throws EdgeError FORBIDDEN when a part of it is a symbolic link, or it is no plain file or folder */
async function exists(root: string, parts: readonly string[]): Promise<boolean> {
  let place = root;
  for (const [index, part] of parts.entries()) {
    place = join(place, part);
    const info = await lstat(place).catch(() => undefined);
    if (info === undefined) return false;
    if (info.isSymbolicLink()) throw linkRefused();
    const isLast = index === parts.length - 1;
    if (!info.isDirectory() && !(isLast && info.isFile())) {
      if (isLast)
        throw new EdgeError('FORBIDDEN', 'expected a plain file or a folder; devices, pipes and sockets are refused');
      return false;
    }
  }
  return true;
}

async function walk(folder: string, prefix = ''): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isSymbolicLink()) throw linkRefused();
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) found.push(...(await walk(join(folder, entry.name), `${path}/`)));
    else if (entry.isFile()) found.push(await describe(join(folder, entry.name), path));
    if (found.length > maxFiles) throw new EdgeError('TOO_LARGE', `the folder holds more than ${maxFiles} files`);
  }
  return found;
}

async function describe(place: string, path: string): Promise<Found> {
  const { size, mtimeMs, ino, dev } = await lstat(place);
  return { path, sizeBytes: size, identity: `${dev}-${ino}-${size}-${mtimeMs}` };
}

/**
 * Opens the file and makes sure that what was opened is what lies at that very place: a link put there after `exists` looked
 * would lead elsewhere.
 */
async function openInside(place: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'ELOOP') throw linkRefused();
    throw new EdgeError('NOT_FOUND', `the file cannot be read (${code})`, { cause });
  }
  try {
    const [opened, now, real] = await Promise.all([handle.stat(), lstat(place), realpath(place)]);
    if (real === place && opened.isFile() && opened.ino === now.ino && opened.dev === now.dev) return handle;
    throw linkRefused();
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* readFrom(handle: FileHandle, offsetBytes: number): AsyncGenerator<Uint8Array> {
  try {
    for (let position = offsetBytes; ;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(1 << 20), 0, 1 << 20, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

const notFound = (what: string): EdgeError =>
  new EdgeError('NOT_FOUND', `there is no "${what.slice(0, 120)}" below the folders that may be read`);

const linkRefused = (): EdgeError => new EdgeError('FORBIDDEN', 'symbolic links are refused; give the place itself');
