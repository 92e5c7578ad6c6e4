export { createExperiments } from './experiments.ts';
export type { Experiments } from './experiments.ts';
