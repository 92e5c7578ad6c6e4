export { createTensorflowjsBackend } from './tensorflowjs-backend.ts';
export type { TensorflowjsBackendOptions } from './tensorflowjs-backend.ts';
