export { createTransformersBackend } from './transformers-backend.ts';
export type { TransformersBackendOptions } from './transformers-backend.ts';
export type { TransformersRuntime } from './transformers-runtime.ts';
