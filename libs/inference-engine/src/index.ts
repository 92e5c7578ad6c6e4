export { createInferenceEngine } from './inference-engine.ts';
export type {
  EngineModel,
  Inference,
  InferenceEngine,
  InferenceEngineOptions,
  LoadedArtifact,
} from './inference-engine.ts';
