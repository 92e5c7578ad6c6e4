import type { Readable } from 'node:stream';

/** What we use of Harper's globals; both 4.7 and 5 have them. */
export interface HarperGlobals {
  readonly databases: Readonly<Record<string, Readonly<Record<string, HarperTable>> | undefined>>;
  createBlob(content: Readable, options: HarperBlobOptions): HarperBlob;
}

interface HarperBlobOptions {
  readonly saveBeforeCommit: boolean;
  /** Whether the bytes must have reached the disk, not only the page cache. */
  readonly flush: boolean;
}

export type HarperRecord = Readonly<Record<string, unknown>>;

/** The class Harper makes of a table; its statics are the table. */
export interface HarperTable {
  new (...parts: never[]): object;
  get(id: string): Promise<HarperRecord | undefined | null>;
  put(record: HarperRecord, context?: HarperContext): Promise<unknown>;
  delete(id: string, context?: HarperContext): Promise<unknown>;
  search(query: HarperQuery): AsyncIterable<HarperRecord>;
  readonly attributes: readonly HarperAttribute[];
  readonly primaryStore: HarperStorage;
}

interface HarperAttribute {
  readonly name: string;
  /** As the schema says it: `ID`, `String`, `Float`, `Boolean` and others. */
  readonly type?: string;
}

export interface HarperContext {
  /** When the write counts as made, milliseconds since 1970 with a fraction. */
  readonly timestamp: number;
}

interface HarperQuery {
  readonly conditions?: readonly HarperCondition[];
  readonly sort?: { readonly attribute: string; readonly descending?: boolean };
  readonly limit?: number;
}

export interface HarperCondition {
  readonly attribute: string;
  readonly comparator: string;
  readonly value: unknown;
}

/**
 * The storage engine under a table. Its locks are shared by all threads of the process and freed when their holder dies.
 * `attemptLock` answers whether the lock was taken; if not, the callback runs once it is free.
 */
export interface HarperStorage {
  attemptLock?(key: string, version: number, whenFree: () => void): boolean;
  tryLock?(key: string, whenFree: () => void): boolean;
  unlock(key: string, version?: number): boolean;
  /** Memory under this name that all threads of the process share; made from `initial` by whoever comes first. */
  getUserSharedBuffer?(name: string, initial: ArrayBuffer): ArrayBufferLike;
  /** LMDB only: reads in the same turn of the event loop share one snapshot until it is reset. */
  resetReadTxn?(): void;
  /** Deleted records keep an entry with the version of their deletion for a while. */
  getEntry?(id: string): Awaitable<{ readonly version?: number } | null | undefined>;
}

type Awaitable<T> = T | Promise<T>;

export interface HarperBlob {
  stream(): AsyncIterable<Uint8Array>;
}

export const harperGlobals = globalThis as unknown as HarperGlobals;
