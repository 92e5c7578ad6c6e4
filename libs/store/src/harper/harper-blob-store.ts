import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { EdgeError, isEdgeError, type BlobInfo, type BlobStore, type Clock } from '@harper-edge/contracts';
import { checkSha256, digesting, type Digest } from '../blobs.ts';
import type { Track } from '../closing-gate.ts';
import type { HarperBlob, HarperGlobals, HarperRecord } from './harper-globals.ts';
import type { HarperRecords } from './harper-records.ts';

interface Parts {
  /**
   * Two kinds of rows: an `upload` holds bytes; a `blob`, whose id is the SHA-256, points to the upload with its content.
   * Not replicated: Harper can lose bytes in flight when a node dies.
   */
  readonly records: HarperRecords;
  readonly globals: HarperGlobals;
  readonly clock: Clock;
  readonly track: Track;
}

/** An upload that no blob points to after this time was left by a crash, or its content was put again. */
const abandonedMs = 3_600_000;
const stalledMs = 30_000;

/** Blobs in Harper. The SHA-256 is known only when all bytes are stored, so a blob becomes visible through a row of its own. */
export function createHarperBlobStore({ records, globals, clock, track }: Parts): BlobStore {
  const { table } = records;

  const storeBytes = async (uploadId: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
    const data = globals.createBlob(Readable.from(content), { saveBeforeCommit: true, flush: true });
    await table.put({ id: uploadId, kind: 'upload', storedAt: clock.nowMs(), data });
  };

  /** Makes the uploaded bytes the blob's, in place of those it had: so a damaged blob is mended by putting it again. */
  const publish = ({ sha256, sizeBytes }: Digest, uploadId: string): Promise<BlobInfo> =>
    records.locked(sha256, async () => {
      const before = await records.read(sha256);
      const storedAt = clock.nowMs();
      await records.write({ id: sha256, kind: 'blob', sizeBytes, storedAt, uploadId });
      if (before !== undefined) await records.remove(before['uploadId'] as string);
      return { sha256, sizeBytes, storedAt };
    });

  /** The blob and its bytes; read once more when the blob was put again between the two. */
  const withBytes = async (sha256: string, attempts = 3): Promise<AsyncIterable<Uint8Array> | undefined> => {
    const found = await records.read(sha256);
    if (found === undefined) return undefined;
    const upload = await records.read(found['uploadId'] as string);
    if (upload !== undefined) return readBytes(upload['data'] as HarperBlob, found['sizeBytes'] as number);
    if (attempts > 1) return withBytes(sha256, attempts - 1);
    throw incomplete();
  };

  return {
    put: (source, options = {}) =>
      track(async () => {
        const uploadId = `upload-${randomUUID()}`;
        const { content, digest } = digesting(source, options);
        try {
          await storeBytes(uploadId, content);
          return await publish(digest(), uploadId);
        } catch (error) {
          await records.remove(uploadId);
          throw error;
        }
      }),
    stat: (sha256) => track(async () => infoOf(await records.read(checkSha256(sha256)))),
    get: (sha256) => track(async () => withBytes(checkSha256(sha256))),
    delete: (sha256) =>
      track(async () =>
        records.locked(checkSha256(sha256), async () => {
          const found = await records.read(sha256);
          if (found === undefined) return false;
          await records.remove(sha256);
          await records.remove(found['uploadId'] as string);
          return true;
        }),
      ),
    list: async function* () {
      await track(() => removeAbandoned(records, clock.nowMs()));
      for await (const found of table.search(ofKind('blob'))) {
        const info = infoOf(found);
        if (info !== undefined) yield info;
      }
    },
  };
}

async function removeAbandoned({ table, remove }: HarperRecords, nowMs: number): Promise<void> {
  const used = new Set<unknown>();
  for await (const { uploadId } of table.search(ofKind('blob'))) used.add(uploadId);
  for await (const { id, storedAt } of table.search(ofKind('upload'))) {
    if (!used.has(id) && nowMs - (storedAt as number) > abandonedMs) await remove(id as string);
  }
}

const ofKind = (kind: 'blob' | 'upload') => ({
  conditions: [{ attribute: 'kind', comparator: 'equals', value: kind }],
});

function infoOf(found: HarperRecord | undefined): BlobInfo | undefined {
  if (found === undefined) return undefined;
  const { id, sizeBytes, storedAt } = found as { id: string; sizeBytes: number; storedAt: number };
  return { sha256: id, sizeBytes, storedAt };
}

/** Harper waits without end for bytes that never came, after a crash for example. */
async function* readBytes(blob: HarperBlob, sizeBytes: number): AsyncGenerator<Uint8Array> {
  const chunks = blob.stream()[Symbol.asyncIterator]();
  let read = 0;
  try {
    for (;;) {
      const next = await orStalled(chunks.next());
      if (next.done === true) break;
      read += next.value.length;
      yield next.value;
    }
  } finally {
    // Not awaited: it would wait for a read that stalled. Its failure is that of the read.
    chunks.return?.().catch(() => undefined);
  }
  if (read !== sizeBytes) throw incomplete();
}

const incomplete = (cause?: unknown): EdgeError =>
  new EdgeError('UNAVAILABLE', 'the blob is incomplete; put its content again', { cause });

async function orStalled<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new EdgeError('UNAVAILABLE', `the blob's bytes did not come within ${stalledMs} ms; put it again`));
    }, stalledMs);
  });
  try {
    return await Promise.race([reading, stalled]);
  } catch (error) {
    throw isEdgeError(error) ? error : incomplete(error);
  } finally {
    clearTimeout(timer);
  }
}
