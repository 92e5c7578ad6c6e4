import { EdgeError } from '@harper-edge/contracts';
import { createTar } from 'nanotar';
import { parseFileName } from './file-name.ts';

/**
 * One artifact that holds several files: a tar archive whose bytes depend only on names and contents (sorted names, time 0).
 *
 * @throws EdgeError INVALID_INPUT when there is no file, or a name is one that `readModelFiles` refuses or longer than 100
 *   bytes, which is what the format has room for.
 * @example writeModelFiles(new Map([['model.json', topology], ['group1-shard1of1.bin', weights]]));
 */
export function writeModelFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  if (files.size === 0) throw new EdgeError('INVALID_INPUT', 'expected at least one file');
  const sorted = Array.from(files, ([name, data]) => ({ name: checkName(name), data })).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  return createTar(sorted, { attrs: { mode: '644', uid: 0, gid: 0, mtime: 0 } });
}

function checkName(name: string): string {
  const parts = parseFileName(name);
  const problem =
    typeof parts === 'string'
      ? parts
      : parts.join('/') !== name || name === ''
        ? 'is not in its shortest form'
        : Buffer.byteLength(name) > 100
          ? 'is longer than 100 bytes'
          : undefined;
  if (problem === undefined) return name;
  throw new EdgeError('INVALID_INPUT', `the file name ${JSON.stringify(name.slice(0, 120))} ${problem}`);
}
