import { constants } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { EdgeError } from '@harper-edge/contracts';
import { damaged, type ArchiveEntry } from './archive-entry.ts';
import { isDesktopFile, parseFileName } from './file-name.ts';
import { isTar, readTar } from './read-tar.ts';
import { isZip, readZip } from './read-zip.ts';

export interface ReadModelFilesOptions {
  /** Most entries of an archive, folders included. Default 10,000. */
  readonly maxFiles?: number;
  /** Most bytes of all files together, unpacked. Default 4 GiB. */
  readonly maxBytes?: number;
}

/**
 * The files of an artifact by their names: of a zip, tar or tar.gz archive, told by its first bytes; anything else is one file
 * with the name ''. Folders and what macOS adds (`__MACOSX/`, `.DS_Store`, `._*`) are left out, and so is a top folder that
 * all names begin with. Where nothing has to be unpacked the contents are views of `bytes`.
 *
 * @throws EdgeError INVALID_MODEL when the archive is damaged or too large, holds no file, a link or the same name twice, or
 *   when a name is absolute or holds `..`, a backslash or NUL. Sizes are checked before anything is unpacked.
 * @example readModelFiles(archive).get('model.json');
 */
export function readModelFiles(
  bytes: Uint8Array,
  { maxFiles = 10_000, maxBytes = 4 * 2 ** 30 }: ReadModelFilesOptions = {},
): ReadonlyMap<string, Uint8Array> {
  const entries = entriesOf(bytes, maxBytes);
  if (entries === undefined) return new Map([['', bytes]]);
  const files = new Map<string, ArchiveEntry>();
  let count = 0;
  let total = 0;
  for (const entry of entries) {
    if (++count > maxFiles) throw tooLarge(`more than ${maxFiles} files`);
    const name = checkEntry(entry);
    if (name === undefined) continue;
    if (files.has(name)) throw new EdgeError('INVALID_MODEL', `the archive holds ${quote(name)} twice`);
    if ((total += entry.sizeBytes) > maxBytes) throw tooLarge(`more than ${maxBytes} bytes`);
    files.set(name, entry);
  }
  if (files.size === 0) throw new EdgeError('INVALID_MODEL', 'the archive holds no file');
  const start = topFolderLength([...files.keys()]);
  return new Map(Array.from(files, ([name, entry]) => [name.slice(start), entry.read()]));
}

function entriesOf(bytes: Uint8Array, maxBytes: number): Iterable<ArchiveEntry> | undefined {
  if (isZip(bytes)) return readZip(bytes);
  if (isTar(bytes)) return readTar(bytes);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return undefined;
  const content = gunzip(bytes, maxBytes);
  if (isTar(content)) return readTar(content);
  throw new EdgeError(
    'INVALID_MODEL',
    'expected a model or an archive, received a gzip file that holds no tar archive',
  );
}

function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  // The headers of a tar archive come on top of its files; more would be refused later in any case.
  const maxOutputLength = Math.min(maxBytes + 32 * 2 ** 20, constants.MAX_LENGTH);
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch (cause) {
    const more = (cause as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    throw more ? tooLarge(`more than ${maxBytes} bytes`) : damaged('gzip', 'it cannot be unpacked', cause);
  }
}

/** The name of a file that counts, `undefined` for what is left out. */
function checkEntry({ name, kind }: ArchiveEntry): string | undefined {
  const parts = parseFileName(name);
  if (typeof parts === 'string')
    throw new EdgeError('INVALID_MODEL', `the archive's file name ${quote(name)} ${parts}`);
  if (kind === 'link')
    throw new EdgeError('INVALID_MODEL', `${quote(name)} in the archive is a link; pack the file itself`);
  if (kind === 'special') throw new EdgeError('INVALID_MODEL', `${quote(name)} in the archive is not a plain file`);
  if (kind === 'directory' || isDesktopFile(parts)) return undefined;
  if (parts.length === 0) throw new EdgeError('INVALID_MODEL', 'the archive holds a file without a name');
  return parts.join('/');
}

/** Characters before the names inside the one folder that all lie in; 0 where there is none. */
function topFolderLength(names: readonly string[]): number {
  const [first = ''] = names;
  const length = first.indexOf('/') + 1;
  return names.every((name) => name.startsWith(first.slice(0, length))) ? length : 0;
}

function tooLarge(what: string): EdgeError {
  return new EdgeError('INVALID_MODEL', `the archive holds ${what}; that is the most a model may have`);
}

function quote(name: string): string {
  return JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);
}
