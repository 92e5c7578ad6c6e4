import { EdgeError, type SourceFile } from '@harper-edge/contracts';
import { countIn, isObject, textIn } from '../files/json-object.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { readJson } from '../http/read-json.ts';

/** Far more than any repository of one model has. */
const maxPages = 100;

/**
 * All files of a repository at one commit. A file in the hub's large file storage comes with the SHA-256 of its content.
 *
 * @param get asks the hub for a path, or for the whole address that its `Link` header named
 */
export async function listRepository(
  path: string,
  get: (pathOrUrl: string) => Promise<HttpAnswer>,
): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  let next: string | undefined = path;
  for (let pages = 0; next !== undefined; pages++) {
    if (pages === maxPages) throw new EdgeError('TOO_LARGE', 'the repository has too many files');
    const answer = await get(next);
    const entries = await readJson(answer);
    if (!Array.isArray(entries)) throw new EdgeError('INVALID_INPUT', `${answer.who}: expected a list of files`);
    files.push(...(entries as readonly unknown[]).flatMap(fileOf));
    next = /<([^>]+)>;\s*rel="next"/.exec(answer.header('link') ?? '')?.[1];
  }
  return files;
}

function fileOf(entry: unknown): readonly SourceFile[] {
  if (!isObject(entry) || entry['type'] !== 'file') return [];
  const path = textIn(entry, 'path');
  if (path === undefined) return [];
  const lfs = isObject(entry['lfs']) ? entry['lfs'] : {};
  const sizeBytes = countIn(lfs, 'size') ?? countIn(entry, 'size');
  const sha256 = textIn(lfs, 'oid')?.replace(/^sha256:/, '');
  return [
    {
      path,
      ...(sizeBytes !== undefined && { sizeBytes }),
      ...(sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) && { sha256 }),
    },
  ];
}
