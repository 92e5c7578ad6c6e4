import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EdgeError, type BlobInfo, type BlobStore, type Clock, type PutBlobOptions } from '@harper-edge/contracts';
import { checkSha256, digesting, type Digest } from '../blobs.ts';
import type { Track } from '../closing-gate.ts';

interface Parts {
  readonly path: string;
  readonly clock: Clock;
  readonly track: Track;
}

/** An upload cannot take longer than this; what is older in `incoming` was left by a crash. */
const abandonedMs = 86_400_000;

/**
 * Blobs as files named by their SHA-256, in folders by its first two digits. Content is written to `incoming` first and
 * renamed when it is whole and on the disk, so that a blob is there whole or not at all.
 */
export function createFileBlobStore({ path, clock, track }: Parts): BlobStore {
  const incoming = join(path, 'incoming');
  const fileOf = (sha256: string): string => join(path, checkSha256(sha256).slice(0, 2), sha256);

  const info = async (sha256: string): Promise<BlobInfo | undefined> => {
    const found = await absentAsUndefined(stat(fileOf(sha256)));
    return found && { sha256, sizeBytes: found.size, storedAt: Math.round(found.mtimeMs) };
  };

  const publish = async (temporary: string, sha256: string): Promise<void> => {
    const file = fileOf(sha256);
    const now = new Date(clock.nowMs());
    await utimes(temporary, now, now);
    await syncPath(temporary);
    await mkdir(dirname(file), { recursive: true });
    await rename(temporary, file);
    await syncPath(dirname(file));
  };

  const removeAbandoned = async (): Promise<void> => {
    for (const name of await readdir(incoming)) {
      const file = join(incoming, name);
      const found = await absentAsUndefined(stat(file));
      if (found !== undefined && clock.nowMs() - found.mtimeMs > abandonedMs) await rm(file, { force: true });
    }
  };

  return {
    put: (source, options = {}) =>
      track(async () => {
        const temporary = join(incoming, randomUUID());
        const { content, digest } = digesting(source, options);
        try {
          const movable = await movableFile(options, incoming);
          if (movable === undefined) await pipeline(content, createWriteStream(temporary));
          const { sha256, sizeBytes } = movable ?? digest();
          await publish(movable?.file ?? temporary, sha256);
          return (await info(sha256)) ?? { sha256, sizeBytes, storedAt: clock.nowMs() };
        } catch (error) {
          await rm(temporary, { force: true });
          throw asEdgeError(error);
        }
      }),
    stat: (sha256) => track(() => info(sha256)),
    get: (sha256) =>
      track(async () => {
        const file = fileOf(sha256);
        return (await info(sha256)) && readFileChunks(file);
      }),
    delete: (sha256) => track(async () => (await absentAsUndefined(rm(fileOf(sha256)).then(() => true))) ?? false),
    list: async function* () {
      await track(removeAbandoned);
      for (const folder of await readdir(path)) {
        if (folder.length !== 2) continue;
        for (const sha256 of await readdir(join(path, folder))) {
          const found = await track(() => info(sha256));
          if (found !== undefined) yield found;
        }
      }
    },
  };
}

/** The file to be moved in, where it lies on the same disk as `folder`. */
async function movableFile(
  { file, expectedSha256, maxBytes = Infinity }: PutBlobOptions,
  folder: string,
): Promise<({ readonly file: string } & Digest) | undefined> {
  if (file === undefined || expectedSha256 === undefined) return undefined;
  const [found, place] = await Promise.all([stat(file), stat(folder)]);
  if (found.size > maxBytes || found.dev !== place.dev) return undefined;
  return { file, sha256: checkSha256(expectedSha256), sizeBytes: found.size };
}

/** Opened when the first chunk is asked for, so that content nobody reads holds no file open. */
async function* readFileChunks(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) yield chunk as Buffer;
  } catch (error) {
    throw asEdgeError(error);
  }
}

/** `undefined` when the file is not there. */
async function absentAsUndefined<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw asEdgeError(error);
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Errors of the file system name paths; callers must not see them. */
function asEdgeError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  const reason = code === 'ENOSPC' ? 'the disk is full' : `the data folder cannot be used (${code})`;
  return new EdgeError('UNAVAILABLE', `the blob could not be stored or read: ${reason}`, { cause: error });
}
