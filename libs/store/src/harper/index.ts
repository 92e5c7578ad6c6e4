export { createHarperStore } from './harper-store.ts';
export type { HarperStoreOptions } from './harper-store.ts';
