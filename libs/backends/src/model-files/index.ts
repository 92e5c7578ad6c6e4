export { readModelFiles } from './read-model-files.ts';
export type { ReadModelFilesOptions } from './read-model-files.ts';
export { writeModelFiles } from './write-model-files.ts';
