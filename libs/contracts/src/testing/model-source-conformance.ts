import type { ModelSource } from '../ports/model-source.ts';
import type { ConformanceCase } from './conformance.ts';
import { expectEdgeError, expectEqual, expectTrue } from './expect.ts';

export interface ModelSourceSubject {
  readonly source: ModelSource;
  /** A reference the source knows, and exactly the files under it. */
  readonly reference: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** A well-formed reference the source does not know. */
  readonly unknownReference: string;
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<number[]> {
  const bytes: number[] = [];
  for await (const chunk of content) for (const byte of chunk) bytes.push(byte);
  return bytes;
}

/** Everything the `ModelSource` port promises. */
export function modelSourceConformance(subject: ModelSourceSubject): readonly ConformanceCase[] {
  const { source, reference, files, unknownReference } = subject;
  const [firstPath, firstBytes] = Object.entries(files)[0] ?? ['', new Uint8Array()];
  return [
    {
      name: 'inspect lists every file with its size, and a revision that does not change',
      run: async () => {
        const listing = await source.inspect(reference);
        const sizes = Object.fromEntries(listing.files.map(({ path, sizeBytes }) => [path, sizeBytes]));
        expectEqual(
          sizes,
          Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, bytes.length])),
          'sizes',
        );
        expectTrue(listing.revision !== '', 'a revision that says something, or none');
        expectEqual((await source.inspect(reference)).revision, listing.revision, 'revision of the same content');
        expectTrue(
          /^[A-Za-z0-9._-]{1,128}$/.test(listing.suggestedName),
          `a usable name, received "${listing.suggestedName}"`,
        );
      },
    },
    {
      name: 'open streams each file unchanged, from the start or from an offset',
      run: async () => {
        for (const [path, bytes] of Object.entries(files)) {
          expectEqual(await bytesOf(await source.open(reference, path)), Array.from(bytes), path);
        }
        const { revision } = await source.inspect(reference);
        if (revision === undefined) return;
        const pinned = await source.open(reference, firstPath, { revision });
        expectEqual(await bytesOf(pinned), Array.from(firstBytes), 'of its revision');
        const half = Math.floor(firstBytes.length / 2);
        const rest = await bytesOf(await source.open(reference, firstPath, { offsetBytes: half }));
        expectEqual(rest, Array.from(firstBytes.slice(half)), 'from the middle');
        expectEqual(
          await bytesOf(await source.open(reference, firstPath, { offsetBytes: firstBytes.length })),
          [],
          'from the end',
        );
      },
    },
    {
      name: 'what is not there is NOT_FOUND',
      run: async () => {
        await expectEdgeError(() => source.inspect(unknownReference), 'NOT_FOUND', 'inspect');
        await expectEdgeError(() => source.open(unknownReference, firstPath), 'NOT_FOUND', 'open');
        await expectEdgeError(() => source.open(reference, 'no-such-file'), 'NOT_FOUND', 'open of an unknown file');
      },
    },
    {
      name: 'paths that leave the model and offsets beyond the end are INVALID_INPUT',
      run: async () => {
        for (const path of ['../x', 'a/../../x', '/etc/passwd', '', 'a\\..\\x', 'a\0b']) {
          await expectEdgeError(() => source.open(reference, path), 'INVALID_INPUT', `path ${JSON.stringify(path)}`);
        }
        for (const offsetBytes of [-1, 0.5, firstBytes.length + 1]) {
          await expectEdgeError(
            () => source.open(reference, firstPath, { offsetBytes }),
            'INVALID_INPUT',
            `offset ${String(offsetBytes)}`,
          );
        }
      },
    },
  ];
}
