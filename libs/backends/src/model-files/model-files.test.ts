import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isEdgeError } from '@harper-edge/contracts';
import fc from 'fast-check';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { createTar, parseTar } from 'nanotar';
import { afterAll, describe, expect, it } from 'vitest';
import { readModelFiles, writeModelFiles, type ReadModelFilesOptions } from './index.ts';

const text = (content: string): Uint8Array => new Uint8Array(Buffer.from(content));
const plain = (files: ReadonlyMap<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries(Array.from(files, ([name, bytes]) => [name, Buffer.from(bytes).toString()]));

function refusal(bytes: Uint8Array, options?: ReadModelFilesOptions): string {
  try {
    readModelFiles(bytes, options);
  } catch (error) {
    if (isEdgeError(error, 'INVALID_MODEL')) return error.message;
    throw error;
  }
  throw new Error('expected a refusal');
}

/** A tar archive of one header written by hand, so that it can say what no tool writes. */
function tarOf(name: string, type = '0', content = text('x'), fields: Readonly<Record<number, string>> = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'latin1');
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write('ustar\x0000', 257, 'latin1');
  for (const [offset, value] of Object.entries(fields)) header.write(value, Number(offset), 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

const zipOf = (files: Zippable): Buffer => Buffer.from(zipSync(files));

const available = (command: string): boolean => {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const folder = mkdtempSync(join(tmpdir(), 'model-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const longName = `${'long-folder-name/'.repeat(8)}weights.bin`;
const contents: Readonly<Record<string, string>> = {
  'model.json': '{}',
  'group1-shard1of1.bin': 'weights '.repeat(1000),
  'empty.txt': '',
  'größe/ünïcode.txt': 'é',
  [longName]: 'long',
};

/** Writes the contents to disk below `top`, with files to be left out, and packs them. */
function packWith(name: string, pack: (cwd: string, archive: string) => unknown, top = ''): Uint8Array {
  const cwd = join(folder, name);
  for (const [path, content] of [...Object.entries(contents), ['._model.json', 'mac'], ['.DS_Store', 'mac']] as const) {
    const file = join(cwd, top, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const archive = join(folder, `${name.trim()}.archive`);
  pack(cwd, archive);
  return readFileSync(archive);
}

describe('archives of other programs', () => {
  const zipfile = `import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
  for folder, _, files in os.walk('.'):
    for file in files:
      with z.open(os.path.join(folder, file)[2:], 'w', force_zip64=True) as out:
        out.write(open(os.path.join(folder, file), 'rb').read())`;
  const tarfile = (mode: string): string =>
    `import sys, tarfile; t = tarfile.open(sys.argv[1], '${mode}'); t.add('.'); t.close()`;

  it.each([
    ['GNU tar', 'tar', 'tar --format=gnu -cf "$0" .'],
    ['pax', 'tar', 'tar --format=pax -cf "$0" .'],
    ['ustar', 'tar', 'tar --format=ustar -cf "$0" .'],
    ['tar with gzip', 'tar', 'tar -czf "$0" .'],
    ['zip', 'zip', 'zip -qr "$0.zip" . && mv "$0.zip" "$0"'],
    ['zip, stored', 'zip', 'zip -qr0 "$0.zip" . && mv "$0.zip" "$0"'],
    ['zip, streamed', 'zip', 'zip -qr - . | cat > "$0"'],
    ['zipfile, 64-bit sizes', 'python3', `python3 -c "${zipfile}" "$0"`],
    ['tarfile', 'python3', `python3 -c "${tarfile('w')}" "$0"`],
    ['tarfile with gzip', 'python3', `python3 -c "${tarfile('w:gz')}" "$0"`],
  ])('%s', (title, tool, script) => {
    if (!available(tool)) return;
    for (const top of ['', 'my-model']) {
      const pack = (cwd: string, archive: string): unknown => execFileSync('sh', ['-c', script, archive], { cwd });
      expect(plain(readModelFiles(packWith(`${title} ${top}`, pack, top)))).toEqual(contents);
    }
  });

  it('links are refused', () => {
    const cwd = join(folder, 'links');
    mkdirSync(cwd);
    symlinkSync('/etc/passwd', join(cwd, 'labels.txt'));
    for (const [command, ...args] of [
      ['tar', '-cf', '../links.tar', '.'],
      ['zip', '-qry', '../links.tar.zip', '.'],
    ] as const) {
      if (!available(command)) continue;
      execFileSync(command, args, { cwd });
      expect(refusal(readFileSync(join(cwd, args[1])))).toMatch(/labels.txt" in the archive is a link/);
    }
  });
});

describe('readModelFiles', () => {
  it.each([
    ['nothing', text('')],
    ['text', text('to whom it may concern')],
    ['zeros', new Uint8Array(2048)],
    ['an ONNX-like start', Buffer.concat([Buffer.from([8, 7]), Buffer.alloc(2000, 1)])],
  ])('%s is one file without a name', (_what, bytes) => {
    const files = readModelFiles(bytes);
    expect([...files.keys()]).toEqual(['']);
    expect(files.get('')).toBe(bytes);
  });

  it('reads views that start inside a larger buffer', () => {
    for (const archive of [zipOf({ a: strToU8('one') }), Buffer.from(createTar([{ name: 'a', data: 'one' }]))]) {
      const larger = Buffer.concat([Buffer.alloc(77, 9), archive, Buffer.alloc(5, 9)]);
      expect(plain(readModelFiles(larger.subarray(77, 77 + archive.length)))).toEqual({ a: 'one' });
    }
  });

  it('leaves out one top folder only when all files lie in it', () => {
    const names = (files: Zippable): string[] => [...readModelFiles(zipOf(files)).keys()];
    const file = strToU8('x');
    expect(names({ 'm/a': file, 'm/b/c': file })).toEqual(['a', 'b/c']);
    expect(names({ 'm/n/a': file, 'm/n/b': file })).toEqual(['n/a', 'n/b']);
    expect(names({ 'm/a': file, 'mm/b': file })).toEqual(['m/a', 'mm/b']);
    expect(names({ 'm/a': file, b: file })).toEqual(['m/a', 'b']);
    expect(names({ './m/a': file, '__MACOSX/m/._a': file, 'm/.DS_Store': file })).toEqual(['a']);
  });

  it.each([
    ['../a', /holds "\.\."/],
    ['m/../../a', /holds "\.\."/],
    ['..', /holds "\.\."/],
    ['/etc/passwd', /is absolute/],
    ['C:/a', /is absolute/],
    ['m\\a', /holds a backslash/],
    ['..\\a', /holds a backslash/],
  ])('the name %s is refused', (name, reason) => {
    expect(refusal(zipOf({ [name]: strToU8('x'), ok: strToU8('x') }))).toMatch(reason);
    expect(refusal(tarOf(name))).toMatch(reason);
    expect(refusal(gzipSync(tarOf(name)))).toMatch(reason);
  });

  it('a name with NUL is refused', () => {
    expect(refusal(zipOf({ 'a\0b': strToU8('x') }))).toMatch(/NUL/);
    expect(refusal(Buffer.concat([tarOf('pax', 'x', text('14 path=a\0b.c\n')), tarOf('a')]))).toMatch(/NUL/);
  });

  it('names given by headers before the file are checked too', () => {
    expect(refusal(Buffer.concat([tarOf('pax', 'x', text('13 path=../a\n')), tarOf('a')]))).toMatch(/holds "\.\."/);
    expect(refusal(Buffer.concat([tarOf('long', 'L', text('../a\0')), tarOf('a')]))).toMatch(/holds "\.\."/);
    expect(refusal(tarOf('a', '0', text('x'), { 345: '..' }))).toMatch(/holds "\.\."/);
  });

  it('the same name twice is refused, however it is written', () => {
    expect(refusal(Buffer.concat([tarOf('a/b'), tarOf('./a//b')]))).toMatch(/holds "a\/b" twice/);
    expect(refusal(zipOf({ 'a/b': strToU8('1'), 'a/./b': strToU8('2') }))).toMatch(/twice/);
  });

  it.each([
    ['1', /is a link/],
    ['2', /is a link/],
    ['3', /not a plain file/],
    ['6', /not a plain file/],
    ['S', /not a plain file/],
  ])('tar entries of type %s are refused', (type, reason) => {
    expect(refusal(tarOf('a', type))).toMatch(reason);
  });

  it('sparse files of pax are refused', () => {
    expect(refusal(Buffer.concat([tarOf('pax', 'x', text('22 GNU.sparse.major=1\n')), tarOf('a')]))).toMatch(/plain/);
  });

  it('an archive of folders only is refused', () => {
    expect(refusal(Buffer.concat([tarOf('a/', '5', text('')), tarOf('b/', '0', text(''))]))).toMatch(/no file/);
    expect(refusal(zipOf({}))).toMatch(/no file/);
  });

  it('gzip of anything else is refused', () => {
    expect(refusal(gzipSync('hello'))).toMatch(/gzip file that holds no tar/);
    expect(refusal(gzipSync(tarOf('a')).subarray(0, 40))).toMatch(/gzip archive is damaged/);
  });
});

describe('limits', () => {
  const zeros = new Uint8Array(50_000_000);
  const bomb = { 'zeros.bin': [zeros, { level: 9 }] } as const satisfies Zippable;

  it.each([
    ['zip', () => zipOf(bomb)],
    ['tar', () => Buffer.from(createTar([{ name: 'zeros.bin', data: zeros }]))],
    ['tar.gz', () => gzipSync(createTar([{ name: 'zeros.bin', data: zeros }]))],
  ])('%s: files that are too large together', (_format, pack) => {
    const bytes = pack();
    expect(refusal(bytes, { maxBytes: zeros.length - 1 })).toMatch(/more than 49999999 bytes/);
    expect(readModelFiles(bytes, { maxBytes: zeros.length }).get('zeros.bin')).toHaveLength(zeros.length);
  });

  it('gzip stops inflating at the limit', () => {
    const bytes = gzipSync(Buffer.concat([tarOf('a'), zeros, zeros]));
    expect(refusal(bytes, { maxBytes: 1000 })).toMatch(/more than 1000 bytes/);
  });

  it('a zip that states a smaller size than it holds is not inflated further', () => {
    const archive = zipOf(bomb);
    const directory = archive.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
    archive.writeUInt32LE(100, directory + 24);
    expect(refusal(archive, { maxBytes: 1000 })).toMatch(/holds more bytes than are stated/);
    archive.writeUInt32LE(zeros.length + 1, directory + 24);
    expect(refusal(archive)).toMatch(/has 50000000 bytes where 50000001 are stated/);
    archive.writeUInt32LE(0xfffffff0, directory + 24);
    expect(refusal(archive, { maxBytes: 2 ** 30 })).toMatch(/more than 1073741824 bytes/);
  });

  it('too many files', () => {
    const files = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`f${i}`, new Uint8Array()]));
    const archive = zipOf(files);
    expect(refusal(archive)).toMatch(/more than 10000 files/);
    expect(readModelFiles(archive, { maxFiles: 10_001 }).size).toBe(10_001);
    const folders = Buffer.concat(Array.from({ length: 4 }, (_, i) => tarOf(`${i}/`, '5', text(''))));
    expect(refusal(folders, { maxFiles: 3 })).toMatch(/more than 3 files/);
  });
});

describe('damaged archives', () => {
  it('encrypted and other methods are named', () => {
    const archive = zipOf({ a: strToU8('x') });
    const directory = archive.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
    const changed = (offset: number, value: number): Buffer => {
      const copy = Buffer.from(archive);
      copy.writeUInt16LE(value, directory + offset);
      return copy;
    };
    expect(refusal(changed(8, 1))).toMatch(/encrypted/);
    expect(refusal(changed(10, 93))).toMatch(/method 93/);
    expect(refusal(changed(40, 0o120777))).toMatch(/is a link/);
    expect(refusal(changed(40, 0o060777))).toMatch(/not a plain file/);
  });

  it('zip: cut short anywhere', () => {
    const archive = zipOf({ a: strToU8('hello '.repeat(20)), b: [strToU8('stored'), { level: 0 }] });
    for (let length = 4; length < archive.length; length++) {
      expect(refusal(archive.subarray(0, length))).toMatch(/zip archive is damaged/);
    }
  });

  it('tar: cut short inside a header or a content', () => {
    const archive = Buffer.concat([tarOf('a', '0', text('y'.repeat(700))), tarOf('b')]);
    for (const length of [600, 1211, 1537, 1800, 2048]) {
      expect(refusal(archive.subarray(0, length))).toMatch(/tar archive is damaged/);
    }
  });

  it('tar: an extended header that cannot be read', () => {
    for (const record of ['path=a\n', '99 path=a\n', '0 path=a\n', '10 path a\n', '11 size=-1\n']) {
      expect(refusal(Buffer.concat([tarOf('pax', 'x', text(record)), tarOf('a')]))).toMatch(/tar archive is damaged/);
    }
  });

  it('any changed byte gives the same files or INVALID_MODEL, never another error', () => {
    const sources = [
      zipOf({ 'model.json': strToU8('{"a":1}'.repeat(9)), 'm/b.bin': [strToU8('stored'), { level: 0 }] }),
      Buffer.concat([
        tarOf('pax', 'x', text('15 path=b/c.txt\n')),
        tarOf('a'),
        tarOf('dir/', '5', text('')),
        tarOf('e'),
      ]),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.nat(), fc.integer({ min: 1, max: 255 }), (source, at, change) => {
        const bytes = Buffer.from(source);
        const index = at % bytes.length;
        bytes.writeUInt8((bytes[index] ?? 0) ^ change, index);
        try {
          readModelFiles(bytes);
        } catch (error) {
          if (!isEdgeError(error, 'INVALID_MODEL')) throw error;
        }
      }),
      { seed: 7, numRuns: 3000 },
    );
  });

  it('zip: a changed byte of a content is noticed', () => {
    const archive = zipOf({ a: [strToU8('stored content'), { level: 0 }] });
    const at = archive.indexOf('stored content');
    archive.writeUInt8(0x53, at);
    expect(refusal(archive)).toMatch(/checksum of "a"/);
  });
});

describe('writeModelFiles', () => {
  const segment = fc.stringMatching(/^[a-z0-9ü]{1,12}$/);
  const name = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  // Two files without folders, so that no top folder is left out.
  const files = fc
    .dictionary(name, fc.uint8Array({ maxLength: 1500 }), { maxKeys: 30, noNullPrototype: true })
    .map((named) => new Map(Object.entries({ ...named, 'x.a': new Uint8Array(3), 'x.b': new Uint8Array() })));

  it('is read back, and does not depend on the order', () => {
    fc.assert(
      fc.property(files, (given) => {
        const archive = writeModelFiles(given);
        const read = readModelFiles(archive);
        expect([...read.keys()]).toEqual([...given.keys()].sort());
        for (const [key, content] of given) expect(Buffer.compare(read.get(key) ?? text('missing'), content)).toBe(0);
        expect(Buffer.compare(archive, writeModelFiles(new Map([...given].reverse())))).toBe(0);
      }),
      { seed: 7, numRuns: 100 },
    );
  });

  it.skipIf(!available('tar'))('is read by tar', () => {
    const archive = writeModelFiles(
      new Map([
        ['b', text('two')],
        ['a/c', text('one')],
      ]),
    );
    const options = { input: archive, encoding: 'utf8' } as const;
    expect(execFileSync('tar', ['-tf', '-'], options)).toBe('a/c\nb\n');
    expect(execFileSync('tar', ['-xOf', '-', 'b'], options)).toBe('two');
  });

  it('states no time and no user', () => {
    const [file] = parseTar(writeModelFiles(new Map([['a', text('x')]])));
    expect(file?.attrs).toMatchObject({ mtime: 0, uid: 0, gid: 0, user: '', group: '' });
  });

  it.each(['', '/a', '../a', 'a\\b', 'a//b', './a', 'a/', 'a\0', 'ü'.repeat(51)])('refuses the name %j', (bad) => {
    expect(() => writeModelFiles(new Map([[bad, text('x')]]))).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it('refuses no file at all', () => {
    expect(() => writeModelFiles(new Map())).toThrow(/at least one file/);
  });
});
