import type { Framework } from '../model.ts';

export interface SourceFile {
  /** Relative to the model, `/` between segments, never `..`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** When the source publishes one. */
  readonly sha256?: string;
}

export interface SourceListing {
  /** What the source calls this exact content: a commit, an ETag. The same revision always has the same bytes. */
  readonly revision: string;
  readonly suggestedName: string;
  /** Recognised by file names; absent when it is not clear. */
  readonly framework?: Framework;
  readonly files: readonly SourceFile[];
}

export interface SourceOptions {
  readonly signal?: AbortSignal;
}

/** A place models come from: a hub, a URL, a folder. */
export interface ModelSource {
  /** As callers write it in `source`. */
  readonly name: string;
  /** What there is, without downloading it. @throws EdgeError NOT_FOUND, INVALID_INPUT */
  inspect(reference: string, options?: SourceOptions): Promise<SourceListing>;
  /**
   * The bytes of one file of `inspect`, from `offsetBytes` (default 0) to its end.
   * @throws EdgeError NOT_FOUND; INVALID_INPUT when the path leaves the model or the offset lies beyond the end.
   */
  open(
    reference: string,
    path: string,
    options?: SourceOptions & { readonly offsetBytes?: number },
  ): Promise<AsyncIterable<Uint8Array>>;
}
