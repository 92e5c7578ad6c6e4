import type { BlobStore } from '../ports/blob-store.ts';
import type { ConformanceCase } from './conformance.ts';
import { expectEdgeError, expectEqual, expectTrue } from './expect.ts';

export interface BlobStoreSubject {
  /** An empty store. Called once per case. */
  open(): Promise<BlobStore>;
  /** Closes and opens again what the last `open` gave; leave out where nothing outlives the process. */
  reopen?(): Promise<BlobStore>;
}

// Known answers: SHA-256 of the empty string and of "abc" (FIPS 180-4 examples).
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const abcSha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

async function* chunksOf(...chunks: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
  }
}

async function* patternOf(sizeBytes: number): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(1 << 18);
  for (let i = 0; i < chunk.length; i++) chunk[i] = (i * 31 + (i >> 8)) & 0xff;
  for (let left = sizeBytes; left > 0; left -= chunk.length) {
    await Promise.resolve();
    yield chunk.slice(0, Math.min(left, chunk.length));
  }
}

async function* failingAfter(bytes: number): AsyncGenerator<Uint8Array> {
  yield* patternOf(bytes);
  throw new Error('the sender went away');
}

async function sha256Of(
  content: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string; sizeBytes: number; longestChunk: number }> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let longestChunk = 0;
  for await (const chunk of content) {
    parts.push(new Uint8Array(chunk));
    longestChunk = Math.max(longestChunk, chunk.length);
  }
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { sha256, sizeBytes: whole.length, longestChunk };
}

async function read(store: BlobStore, sha256: string): Promise<Awaited<ReturnType<typeof sha256Of>> | undefined> {
  const content = await store.get(sha256);
  return content === undefined ? undefined : sha256Of(content);
}

async function listed(store: BlobStore): Promise<string[]> {
  const found: string[] = [];
  for await (const { sha256 } of store.list()) found.push(sha256);
  return found.sort();
}

const promises: Record<string, (store: BlobStore) => Promise<void>> = {
  'put names the content by its SHA-256 and get gives it back': async (store) => {
    const { sha256, sizeBytes, storedAt } = await store.put(chunksOf('a', '', 'bc'));
    expectEqual([sha256, sizeBytes], [abcSha256, 3], 'info');
    expectTrue(storedAt > 1_600_000_000_000, `storedAt in milliseconds since 1970, received ${String(storedAt)}`);
    expectEqual((await read(store, abcSha256))?.sha256, abcSha256, 'content');
  },
  'empty content is content': async (store) => {
    expectEqual((await store.put(chunksOf())).sha256, emptySha256, 'sha256');
    expectEqual((await read(store, emptySha256))?.sizeBytes, 0, 'size');
  },
  'stat tells size and time; what is not there is undefined': async (store) => {
    const put = await store.put(chunksOf('abc'));
    expectEqual(await store.stat(abcSha256), put, 'stat');
    expectEqual(await store.stat(emptySha256), undefined, 'stat of nothing');
    expectEqual(await store.get(emptySha256), undefined, 'get of nothing');
  },
  'the same content twice is one blob': async (store) => {
    const first = await store.put(chunksOf('abc'));
    const second = await store.put(chunksOf('ab', 'c'));
    expectTrue(second.storedAt >= first.storedAt, 'storedAt renewed');
    expectEqual(await listed(store), [abcSha256], 'list');
  },
  'many puts of the same content at once are one whole blob': async (store) => {
    const infos = await Promise.all(Array.from({ length: 8 }, () => store.put(patternOf(700_000))));
    expectEqual(new Set(infos.map(({ sha256 }) => sha256)).size, 1, 'one name');
    const { sha256 } = infos[0] ?? { sha256: '' };
    expectEqual((await read(store, sha256))?.sha256, sha256, 'content');
    expectEqual(await listed(store), [sha256], 'list');
  },
  'delete says whether it was there': async (store) => {
    await store.put(chunksOf('abc'));
    expectEqual([await store.delete(abcSha256), await store.delete(abcSha256)], [true, false], 'answers');
    expectEqual([await store.stat(abcSha256), await listed(store)], [undefined, []], 'afterwards');
  },
  'deleted content can be put again': async (store) => {
    await store.put(chunksOf('abc'));
    await store.delete(abcSha256);
    await store.put(chunksOf('abc'));
    expectEqual((await read(store, abcSha256))?.sha256, abcSha256, 'content');
  },
  'content that breaks off leaves nothing behind': async (store) => {
    let failed = false;
    await store.put(failingAfter(600_000)).catch(() => (failed = true));
    expectTrue(failed, 'put rejects when its content does');
    expectEqual(await listed(store), [], 'list');
  },
  'content over maxBytes is TOO_LARGE and leaves nothing behind; exactly maxBytes is fine': async (store) => {
    await expectEdgeError(() => store.put(patternOf(600_000), { maxBytes: 599_999 }), 'TOO_LARGE', 'put');
    expectEqual(await listed(store), [], 'list');
    await store.put(chunksOf('abc'), { maxBytes: 3 });
  },
  'content other than expectedSha256 is INVALID_INPUT and leaves nothing behind': async (store) => {
    await expectEdgeError(() => store.put(chunksOf('abd'), { expectedSha256: abcSha256 }), 'INVALID_INPUT', 'put');
    expectEqual(await listed(store), [], 'list');
    await store.put(chunksOf('abc'), { expectedSha256: abcSha256 });
  },
  'names that are not a SHA-256 are INVALID_INPUT': async (store) => {
    for (const name of ['', '../secret', 'A'.repeat(64), 'a'.repeat(63)]) {
      await expectEdgeError(() => store.stat(name), 'INVALID_INPUT', `stat "${name}"`);
      await expectEdgeError(() => store.get(name), 'INVALID_INPUT', `get "${name}"`);
      await expectEdgeError(() => store.delete(name), 'INVALID_INPUT', `delete "${name}"`);
    }
  },
  '80 MB go in and come out in chunks, unchanged': async (store) => {
    const sizeBytes = 80_000_000;
    const expected = (await sha256Of(patternOf(sizeBytes))).sha256;
    expectEqual((await store.put(patternOf(sizeBytes))).sha256, expected, 'sha256');
    const out = await read(store, expected);
    expectEqual([out?.sha256, out?.sizeBytes], [expected, sizeBytes], 'content');
    expectTrue(
      (out?.longestChunk ?? Infinity) <= 4 * 1024 * 1024,
      `chunks of at most 4 MiB, received ${String(out?.longestChunk)}`,
    );
  },
};

/** Everything the `BlobStore` port promises. */
export function blobStoreConformance(subject: BlobStoreSubject): readonly ConformanceCase[] {
  const cases = Object.entries(promises).map(([name, run]) => ({ name, run: async () => run(await subject.open()) }));
  const { reopen } = subject;
  if (reopen === undefined) return cases;
  const reopening = {
    name: 'blobs are there after closing and opening again',
    run: async (): Promise<void> => {
      await (await subject.open()).put(chunksOf('abc'));
      const again = await reopen();
      expectEqual([await listed(again), (await read(again, abcSha256))?.sizeBytes], [[abcSha256], 3], 'content');
    },
  };
  return [...cases, reopening];
}
