export type { EngineStatistics, ModelStatistics } from './engine-statistics.ts';
export { createInferenceEngine } from './inference-engine.ts';
export type {
  EngineModel,
  Inference,
  InferenceEngine,
  InferenceEngineOptions,
  LoadedArtifact,
  PredictOptions,
} from './inference-engine.ts';
