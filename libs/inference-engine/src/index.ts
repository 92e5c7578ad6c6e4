export { createInferenceEngine } from './inference-engine.ts';
export type { EngineModel, Inference, InferenceEngine, InferenceEngineOptions } from './inference-engine.ts';
