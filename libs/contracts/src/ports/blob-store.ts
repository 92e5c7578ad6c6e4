export interface BlobInfo {
  /** Of the content, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** When this content was last put, milliseconds since 1970, UTC. */
  readonly storedAt: number;
}

export interface PutBlobOptions {
  /** TOO_LARGE above this; default no limit. */
  readonly maxBytes?: number;
  /** INVALID_INPUT when the content turns out to be another. */
  readonly expectedSha256?: string;
  /**
   * A file on this machine that holds just this content, of `expectedSha256` as the caller has found. A store of files on the
   * same disk moves it in and does not read `content`; any other reads `content` and leaves the file where it is.
   */
  readonly file?: string;
}

/** Immutable content, named by its SHA-256. A blob is there whole or not at all, also after a crash. */
export interface BlobStore {
  /** Streams the content in; putting the same content again only renews `storedAt`. */
  put(content: AsyncIterable<Uint8Array>, options?: PutBlobOptions): Promise<BlobInfo>;
  stat(sha256: string): Promise<BlobInfo | undefined>;
  /** Streams the content out, in chunks of at most a few MiB; `undefined` when it is not there. */
  get(sha256: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Returns whether it was there. */
  delete(sha256: string): Promise<boolean>;
  list(): AsyncIterable<BlobInfo>;
}
