import { readModelFiles, writeModelFiles } from '@harper-edge/backends/model-files';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeTar, type TarFile } from './write-tar.ts';

const bytesOf = async (files: readonly TarFile[]): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeTar(files)) pieces.push(piece);
  return Buffer.concat(pieces);
};

async function* inPieces(content: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += pieceBytes) {
    yield await Promise.resolve(content.subarray(at, at + pieceBytes));
  }
}

const fileOf = (name: string, content: Uint8Array, sizeBytes = content.length): TarFile => ({
  name,
  sizeBytes,
  open: () => Promise.resolve(inPieces(content, 300)),
});

describe('a tar archive', () => {
  it('is what writeModelFiles writes, whatever the order of the files', async () => {
    const name = fc
      .array(fc.stringMatching(/^[A-Za-z0-9_é][A-Za-z0-9._-]{0,20}$/), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join('/'));
    const files = fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 1_500 })), {
      minLength: 1,
      maxLength: 12,
      selector: ([path]) => path,
    });
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const written = await bytesOf(given.map(([path, content]) => fileOf(path, content)));
        expect(written.equals(writeModelFiles(new Map(given)))).toBe(true);
        expect(
          written.equals(await bytesOf([...given].reverse().map(([path, content]) => fileOf(path, content)))),
        ).toBe(true);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it('is read back', async () => {
    const content = new Uint8Array(512).fill(7);
    const written = await bytesOf([fileOf('b/shard', content), fileOf('b/model.json', new Uint8Array())]);
    expect(Array.from(readModelFiles(written), ([name, bytes]) => [name, [...bytes]])).toEqual([
      ['model.json', []],
      ['shard', [...content]],
    ]);
    expect(written.length % 10_240).toBe(0);
  });

  it.each(['', '/a', 'a/', 'a//b', '../a', 'a/./b', 'C:a', 'a\\b', 'a\u0000', 'a\nb', 'ü'.repeat(51)])(
    'refuses the name %j',
    async (name) => {
      await expect(bytesOf([fileOf(name, new Uint8Array(1))])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  it('refuses a name given twice, and a content of another length', async () => {
    const one = fileOf('a', new Uint8Array(1));
    await expect(bytesOf([one, one])).rejects.toThrow('received "a" twice');
    for (const sizeBytes of [0, 2]) {
      await expect(bytesOf([fileOf('a', new Uint8Array(1), sizeBytes)])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    }
  });
});
