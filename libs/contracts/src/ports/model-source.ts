import type { DeclaredMetadata, Framework } from '../model.ts';

export interface SourceFile {
  /** Relative to the model, `/` between segments, never `..`. */
  readonly path: string;
  /** Absent when the source does not say it before the file has come. */
  readonly sizeBytes?: number;
  /** Lower-case hexadecimal, when the source publishes one. */
  readonly sha256?: string;
}

export interface SourceListing {
  /**
   * What the source calls this exact content: a commit, an ETag. The same revision always has the same bytes. Absent when
   * the source cannot tell one content from another; a download can then not be resumed.
   */
  readonly revision?: string;
  readonly suggestedName: string;
  /** Recognised by file names; absent when it is not clear. */
  readonly framework?: Framework;
  /** What `variant` can be; empty where the source has the model in one form only. */
  readonly variants: readonly string[];
  /** Of the chosen variant, all that is needed to run it. */
  readonly files: readonly SourceFile[];
  /** What the source knows of the model, in the words of `ModelVersion.metadata`. */
  readonly metadata: DeclaredMetadata;
  /** Of the model's inputs and outputs, where the source can tell without the model file. */
  readonly inputNames?: readonly string[];
  readonly outputNames?: readonly string[];
}

export interface SourceOptions {
  readonly signal?: AbortSignal;
}

export interface InspectOptions extends SourceOptions {
  /** One of the listing's `variants`; default its first. */
  readonly variant?: string;
  /** A `revision` of an earlier listing, to list the same content again where the source still has it. */
  readonly revision?: string;
}

export interface OpenOptions extends SourceOptions {
  /** Default 0. */
  readonly offsetBytes?: number;
  /** Of the listing that named the file. */
  readonly revision?: string;
}

/** How far a source is with work of its own. Bytes; `totalBytes` absent while it is not known. */
export interface SourceProgress {
  readonly doneBytes: number;
  readonly totalBytes?: number;
}

export interface PrepareOptions extends SourceOptions {
  readonly onProgress?: (progress: SourceProgress) => void;
}

/** A place models come from: a hub, a URL, a folder. */
export interface ModelSource {
  /** As callers write it in `source`. */
  readonly name: string;
  /**
   * What there is, without downloading it.
   * @throws EdgeError NOT_FOUND, INVALID_INPUT, FORBIDDEN, UNAVAILABLE
   */
  inspect(reference: string, options?: InspectOptions): Promise<SourceListing>;
  /** Only of sources that get the model somewhere else first: brings it to where `inspect` finds it. */
  prepare?(reference: string, options?: PrepareOptions): Promise<void>;
  /**
   * The bytes of one file of `inspect`, from `offsetBytes` to its end.
   * @throws EdgeError NOT_FOUND; INVALID_INPUT when the path leaves the model or the offset lies beyond the end;
   *   PRECONDITION_FAILED when the content is no longer that of `revision`.
   */
  open(reference: string, path: string, options?: OpenOptions): Promise<AsyncIterable<Uint8Array>>;
}
