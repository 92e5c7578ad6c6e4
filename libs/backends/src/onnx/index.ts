export { createOnnxBackend } from './onnx-backend.ts';
export type { OnnxBackendOptions } from './onnx-backend.ts';
export type { OnnxRuntime } from './onnx-runtime.ts';
