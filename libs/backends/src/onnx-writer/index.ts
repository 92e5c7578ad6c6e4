export { writeOnnx } from './write-onnx.ts';
export type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.ts';
