import type { DeclaredMetadata, Framework } from '@harper-edge/contracts';
import type { FetchJob } from './fetch-job.ts';

export interface FetchedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Where it lies on this disk; absent when it has been moved into the blob store already. */
  readonly file?: string;
  open(): Promise<AsyncIterable<Uint8Array>>;
}

/** A model that is whole on this machine, checked, and not yet registered. */
export interface FetchedModel {
  readonly job: FetchJob;
  readonly framework: Framework;
  /** What the source knows, and over it what the request says. */
  readonly metadata: DeclaredMetadata;
  /** At least one. */
  readonly files: readonly FetchedFile[];
}

/** Registers the model, as an upload of it would. @throws EdgeError when it cannot be loaded or its place is taken */
export type CompleteFetch = (model: FetchedModel) => Promise<{ readonly sha256: string }>;
