import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { EdgeError, type BlobInfo, type BlobStore, type Clock } from '@harper-edge/contracts';
import { checkSha256, digesting } from '../blobs.ts';
import type { HarperBlob, HarperGlobals, HarperRecord, HarperTable } from './harper-globals.ts';
import { withRowLock } from './row-lock.ts';

interface Parts {
  /**
   * Two kinds of rows: an `upload` holds bytes; a `blob`, whose id is the SHA-256, points to the upload with its content.
   * Not replicated: Harper can lose bytes in flight when a node dies.
   */
  readonly table: HarperTable;
  readonly globals: HarperGlobals;
  readonly clock: Clock;
  checkOpen(): void;
}

/** An upload that no blob points to after this time was left by a crash, or its content was put again. */
const abandonedMs = 86_400_000;
const stalledMs = 30_000;

/** Blobs in Harper. The SHA-256 is known only when all bytes are stored, so a blob becomes visible through a row of its own. */
export function createHarperBlobStore({ table, globals, clock, checkOpen }: Parts): BlobStore {
  const locked = <T>(sha256: string, call: () => Promise<T>): Promise<T> =>
    withRowLock(table.primaryStore, sha256, call);

  const pointer = async (sha256: string): Promise<HarperRecord | undefined> => {
    checkOpen();
    return (await table.get(checkSha256(sha256))) ?? undefined;
  };

  const storeBytes = async (uploadId: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
    const data = globals.createBlob(Readable.from(content), { saveBeforeCommit: true });
    await table.put({ id: uploadId, kind: 'upload', storedAt: clock.nowMs(), data });
  };

  const removeAbandoned = async (): Promise<void> => {
    const used = new Set<unknown>();
    for await (const { uploadId } of table.search(ofKind('blob'))) used.add(uploadId);
    for await (const { id, storedAt } of table.search(ofKind('upload'))) {
      if (!used.has(id) && clock.nowMs() - (storedAt as number) > abandonedMs) await table.delete(id as string);
    }
  };

  return {
    put: async (source, options = {}) => {
      checkOpen();
      const uploadId = `upload-${randomUUID()}`;
      const { content, digest } = digesting(source, options);
      try {
        await storeBytes(uploadId, content);
        const { sha256, sizeBytes } = digest();
        return await locked(sha256, async () => {
          const storedAt = clock.nowMs();
          await table.put({ id: sha256, kind: 'blob', sizeBytes, storedAt, uploadId });
          return { sha256, sizeBytes, storedAt };
        });
      } catch (error) {
        await table.delete(uploadId);
        throw error;
      }
    },
    stat: async (sha256) => infoOf(await pointer(sha256)),
    get: async (sha256) => {
      const found = await pointer(sha256);
      const upload = found && (await table.get(found['uploadId'] as string));
      return upload ? readBytes(upload['data'] as HarperBlob) : undefined;
    },
    delete: (sha256) =>
      locked(checkSha256(sha256), async () => {
        const found = await pointer(sha256);
        if (found === undefined) return false;
        await table.delete(sha256);
        await table.delete(found['uploadId'] as string);
        return true;
      }),
    list: async function* () {
      checkOpen();
      await removeAbandoned();
      for await (const found of table.search(ofKind('blob'))) {
        const info = infoOf(found);
        if (info !== undefined) yield info;
      }
    },
  };
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
async function* readBytes(blob: HarperBlob): AsyncGenerator<Uint8Array> {
  const chunks = blob.stream()[Symbol.asyncIterator]();
  for (;;) {
    const next = await orStalled(chunks.next());
    if (next.done === true) return;
    yield next.value;
  }
}

async function orStalled<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new EdgeError('UNAVAILABLE', `the blob's bytes did not come within ${stalledMs} ms; put it again`));
    }, stalledMs);
  });
  try {
    return await Promise.race([reading, stalled]);
  } finally {
    clearTimeout(timer);
  }
}
