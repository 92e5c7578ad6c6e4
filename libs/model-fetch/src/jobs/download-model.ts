import { createReadStream } from 'node:fs';
import { EdgeError, type BlobStore, type ModelSource, type SourceListing } from '@harper-edge/contracts';
import { checkSourcePath } from '../files/check-source-path.ts';
import { checkDiskRoom } from '../files/disk-failure.ts';
import type { JobFolder } from '../files/job-folder.ts';
import type { Claim } from './claim-job.ts';
import { downloadFile } from './download-file.ts';
import type { FetchJob, JobFile } from './fetch-job.ts';
import type { FetchedFile, FetchedModel } from './fetched-model.ts';
import type { JobState } from './job-state.ts';

export interface ModelDownload {
  readonly source: ModelSource;
  readonly claim: Claim;
  readonly folder: JobFolder;
  readonly state: JobState;
  readonly blobs: BlobStore;
  readonly maxFileBytes: number;
  readonly signal: AbortSignal;
}

/** Brings all files of the model to this machine, those that are missing. @throws EdgeError */
export async function downloadModel(download: ModelDownload): Promise<FetchedModel> {
  const { source, claim, folder, state, signal } = download;
  const { job } = claim;
  await source.prepare?.(job.sourceReference, {
    signal,
    onProgress: ({ doneBytes, totalBytes }) => {
      state.report(doneBytes, totalBytes);
    },
  });
  const listing = await source.inspect(job.sourceReference, {
    ...(job.variant !== null && { variant: job.variant }),
    ...(job.revision !== null && { revision: job.revision }),
    signal,
  });
  const framework = job.framework ?? listing.framework;
  if (framework === undefined) {
    throw new EdgeError('INVALID_INPUT', 'the file names do not tell the framework; say it as "framework"');
  }
  checkListing(listing, job, download.maxFileBytes);
  const begun = filesBegun(job, listing);
  if (begun === undefined) await folder.remove();
  await folder.make();
  state.start(begun ?? listing.files.map(toJobFile));
  await checkDiskRoom(folder.path, missingBytes(state.files));
  await claim.update({ ...(await state.checkpoint()), revision: listing.revision ?? null });
  const files: FetchedFile[] = [];
  for (const index of state.files.keys()) files.push(await bringFile(download, listing, index));
  return { job, framework, metadata: { ...listing.metadata, ...job.metadata }, files };
}

const toJobFile = ({ path, sizeBytes, sha256 }: SourceListing['files'][number]): JobFile => ({
  path,
  sizeBytes: sizeBytes ?? null,
  expectedSha256: sha256 ?? null,
  doneBytes: 0,
  sha256: null,
});

/** The files as an earlier try left them, if the source still has the very same. */
function filesBegun(job: FetchJob, { revision, files }: SourceListing): readonly JobFile[] | undefined {
  if (revision === undefined || revision !== job.revision) return undefined;
  const isSame = files.length === job.files.length && files.every(({ path }, at) => path === job.files[at]?.path);
  return isSame ? job.files : undefined;
}

function checkListing({ files }: SourceListing, { sha256 }: FetchJob, maxFileBytes: number): void {
  if (files.length === 0) throw new EdgeError('NOT_FOUND', 'the source lists no file of this model');
  if (sha256 !== null && files.length > 1) {
    throw new EdgeError('INVALID_INPUT', `sha256: the model has ${files.length} files; it can be given for one only`);
  }
  for (const { path, sizeBytes = 0 } of files) {
    checkSourcePath(path);
    if (sizeBytes > maxFileBytes) {
      throw new EdgeError('TOO_LARGE', `"${path}" has ${sizeBytes} bytes, and at most ${maxFileBytes} are fetched`);
    }
  }
}

const missingBytes = (files: readonly JobFile[]): number =>
  files.reduce((sum, { sizeBytes, doneBytes }) => sum + Math.max(0, (sizeBytes ?? 0) - doneBytes), 0);

async function bringFile(download: ModelDownload, listing: SourceListing, index: number): Promise<FetchedFile> {
  const { source, claim, folder, state, maxFileBytes, signal } = download;
  const { job, owner } = claim;
  const file = state.files[index];
  if (file === undefined) throw new RangeError(`expected the index of a file, received ${index}`);
  const there = await findWhole(download, file, index);
  if (there !== undefined) return there;
  const { revision } = listing;
  const digest = await downloadFile({
    folder,
    owner,
    index,
    file,
    expectedSha256: [file.expectedSha256, job.sha256].filter((sha256) => sha256 !== null),
    maxFileBytes,
    signal,
    open: (offsetBytes) =>
      source.open(job.sourceReference, file.path, { offsetBytes, ...(revision !== undefined && { revision }), signal }),
    onOpened: (partial) => {
      state.grow(index, partial);
    },
    onStopped: (doneBytes) => {
      state.change(index, { doneBytes });
    },
  });
  state.change(index, { ...digest, doneBytes: digest.sizeBytes });
  await claim.update(await state.checkpoint());
  return wholeFile({ path: file.path, ...digest }, folder.wholePath(index));
}

/** A file that an earlier try has brought: it lies in the folder, or in the blob store already. */
async function findWhole(
  { folder, blobs }: ModelDownload,
  file: JobFile,
  index: number,
): Promise<FetchedFile | undefined> {
  const { path, sha256, doneBytes: sizeBytes } = file;
  if (sha256 === null) return undefined;
  const known = { path, sha256, sizeBytes };
  if (await folder.isWhole(index, sizeBytes)) return wholeFile(known, folder.wholePath(index));
  if ((await blobs.stat(sha256)) === undefined) return undefined;
  return { ...known, open: async () => (await blobs.get(sha256)) ?? nothing() };
}

function wholeFile(known: Omit<FetchedFile, 'open' | 'file'>, file: string): FetchedFile {
  return { ...known, file, open: () => Promise.resolve(createReadStream(file, { highWaterMark: 1 << 20 })) };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // Whoever reads finds that it is too short.
}
