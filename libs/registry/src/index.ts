export type { GarbageOptions } from './collect-garbage.ts';
export { modelTable } from './model-table.ts';
export type { NewModelVersion } from './register-version.ts';
export { createRegistry } from './registry.ts';
export type { ModelFilter, Registry } from './registry.ts';
