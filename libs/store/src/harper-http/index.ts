export { createHarperHttpStore } from './harper-http-store.ts';
export type { HarperHttpStoreOptions } from './harper-http-store.ts';
