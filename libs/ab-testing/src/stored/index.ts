export type { Definition } from './define-experiment.ts';
export { experimentStateTable, experimentTable, experimentUnitTable } from './experiment-tables.ts';
export type {
  Checkpoint,
  ExperimentRow,
  ExperimentStateRow,
  ExperimentUnitRow,
  PastUnit,
} from './experiment-tables.ts';
export { createExperiments } from './experiments.ts';
export type { Experiments, ExperimentsOptions, TenantExperiments } from './experiments.ts';
