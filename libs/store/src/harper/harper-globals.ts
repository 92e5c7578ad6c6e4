import type { Readable } from 'node:stream';

/** What we use of Harper's globals; both 4.7 and 5 have them. */
export interface HarperGlobals {
  readonly databases: Readonly<Record<string, Readonly<Record<string, HarperTable>> | undefined>>;
  createBlob(content: Readable, options: { readonly saveBeforeCommit: boolean }): HarperBlob;
}

export type HarperRecord = Readonly<Record<string, unknown>>;

/** The class Harper makes of a table; its statics are the table. */
export interface HarperTable {
  new (...parts: never[]): object;
  get(id: string): Promise<HarperRecord | undefined | null>;
  put(record: HarperRecord): Promise<unknown>;
  delete(id: string): Promise<unknown>;
  search(query: HarperQuery): AsyncIterable<HarperRecord>;
  readonly primaryStore: HarperLocks;
}

export interface HarperQuery {
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
 * Locks of the storage engine, shared by all threads of the process and freed when their holder dies. `attemptLock` answers
 * whether the lock was taken; if not, the callback runs once it is free.
 */
export interface HarperLocks {
  attemptLock?(key: string, version: number, whenFree: () => void): boolean;
  tryLock?(key: string, whenFree: () => void): boolean;
  unlock(key: string, version?: number): boolean;
  /** LMDB only: reads in the same turn of the event loop share one snapshot until it is reset. */
  resetReadTxn?(): void;
}

export interface HarperBlob {
  stream(): AsyncIterable<Uint8Array>;
}

export const harperGlobals = globalThis as unknown as HarperGlobals;
