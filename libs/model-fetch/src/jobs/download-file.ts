import { rename, stat } from 'node:fs/promises';
import { EdgeError, isEdgeError } from '@harper-edge/contracts';
import { diskFailure } from '../files/disk-failure.ts';
import type { JobFolder } from '../files/job-folder.ts';
import { openPartialFile, type FileDigest, type PartialFile } from '../files/partial-file.ts';
import type { JobFile } from './fetch-job.ts';
import { isPermanent } from './is-transient.ts';

export interface Download {
  readonly folder: JobFolder;
  readonly owner: string;
  readonly index: number;
  readonly file: JobFile;
  /** What the whole file must be, from the source and from the caller; all must hold. */
  readonly expectedSha256: readonly string[];
  readonly maxFileBytes: number;
  readonly signal: AbortSignal;
  /** The file's content from there to its end. */
  open(offsetBytes: number): Promise<AsyncIterable<Uint8Array>>;
  /** Told the file while it grows. */
  onOpened(partial: Pick<PartialFile, 'sizeBytes' | 'sync'>): void;
  /** Told how many bytes of a file that did not become whole another try can begin with. */
  onStopped(doneBytes: number): void;
}

/**
 * Brings one file whole into the job's folder, from where the last try ended. Length and digest are checked before it gets
 * its name; what cannot become right is deleted.
 *
 * @throws EdgeError UNAVAILABLE or PRECONDITION_FAILED, which another try can mend; TOO_LARGE; INVALID_INPUT on another digest
 */
export async function downloadFile(download: Download): Promise<FileDigest> {
  const { folder, index, owner } = download;
  const partial = await openPartial(download);
  const wasResumed = partial.sizeBytes > 0;
  try {
    await receive(download, partial);
  } catch (error) {
    const failure = diskFailure(error);
    const doneBytes = await partial.stop().catch(() => 0);
    // What was begun belongs to another content, or to none.
    const isUseless = (isEdgeError(failure) && !failure.retryable) || isPermanent(failure);
    if (isUseless) await folder.removePartials(index);
    download.onStopped(isUseless ? 0 : doneBytes);
    throw failure;
  }
  try {
    const digest = await partial.finish();
    check(download, digest, wasResumed);
    await rename(folder.partialPath(index, owner), folder.wholePath(index));
    return digest;
  } catch (error) {
    await folder.removePartials(index);
    download.onStopped(0);
    throw diskFailure(error);
  }
}

async function openPartial({ folder, index, owner, file }: Download): Promise<PartialFile> {
  const path = folder.partialPath(index, owner);
  if (file.doneBytes > 0 && (await folder.takeOver(index, owner)) && (await stat(path)).size >= file.doneBytes) {
    return openPartialFile(path, file.doneBytes);
  }
  await folder.removePartials(index);
  return openPartialFile(path);
}

async function receive({ file, maxFileBytes, signal, open, onOpened }: Download, partial: PartialFile): Promise<void> {
  onOpened(partial);
  if (file.sizeBytes !== null && partial.sizeBytes === file.sizeBytes) return;
  for await (const chunk of await openFrom(open, partial.sizeBytes)) {
    signal.throwIfAborted();
    const receivedBytes = partial.sizeBytes + chunk.length;
    if (receivedBytes > maxFileBytes) {
      throw new EdgeError('TOO_LARGE', `"${file.path}" has more than ${maxFileBytes} bytes, the most that is fetched`);
    }
    if (file.sizeBytes !== null && receivedBytes > file.sizeBytes) throw wrongLength(file, receivedBytes);
    const full = partial.write(chunk);
    if (full !== undefined) await full;
  }
}

/** A source that has less than we have has another file. */
async function openFrom(open: Download['open'], offsetBytes: number): ReturnType<Download['open']> {
  try {
    return await open(offsetBytes);
  } catch (error) {
    if (offsetBytes === 0 || !isEdgeError(error, 'INVALID_INPUT')) throw error;
    throw new EdgeError('PRECONDITION_FAILED', 'the file has become shorter since it was looked at', { cause: error });
  }
}

function check({ file, expectedSha256 }: Download, { sha256, sizeBytes }: FileDigest, wasResumed: boolean): void {
  if (file.sizeBytes !== null && sizeBytes !== file.sizeBytes) throw wrongLength(file, sizeBytes);
  if (sizeBytes === 0) throw new EdgeError('UNAVAILABLE', `"${file.path}" came without any content`);
  const wanted = expectedSha256.find((expected) => expected !== sha256);
  if (wanted === undefined) return;
  const message = `"${file.path}": expected content with SHA-256 ${wanted}, received ${sha256}`;
  // Pieces of several tries may not fit each other; what came in one piece is what the source has.
  throw new EdgeError(wasResumed ? 'UNAVAILABLE' : 'INVALID_INPUT', message);
}

const wrongLength = ({ path, sizeBytes }: JobFile, receivedBytes: number): EdgeError =>
  new EdgeError('UNAVAILABLE', `"${path}": expected ${String(sizeBytes)} bytes, received ${receivedBytes}`);
