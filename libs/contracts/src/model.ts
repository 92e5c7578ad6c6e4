import type { Json } from './json.ts';
import type { TensorSpec } from './tensor.ts';

export const frameworks = ['onnx', 'tensorflow', 'tensorflowjs', 'transformers', 'ollama'] as const;
export type Framework = (typeof frameworks)[number];

export const stages = ['development', 'candidate', 'staging', 'production', 'archived'] as const;
export type Stage = (typeof stages)[number];

/** What a backend reads from the model file itself. */
export interface ModelMetadata {
  /** `<project>_<format>`, as the Open Inference Protocol writes it, for example `onnx_onnxv1`. */
  readonly platform: string;
  /** What computes it, where a framework has several: `wasm`, for example. */
  readonly runtime?: string;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** What whoever uploads a model says of it; `taskType`, `preprocessing` and `postprocessing` decide how it is run. */
export type DeclaredMetadata = { readonly [key: string]: Json };

/** One registered, immutable version of a model. The artifact's bytes lie in the blob store under `sha256`. */
export interface ModelVersion {
  /** `modelId:version`; neither part may hold a colon. */
  readonly id: string;
  readonly modelId: string;
  readonly version: string;
  readonly framework: Framework;
  readonly stage: Stage;
  /** Of the artifact, lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970, UTC. */
  readonly uploadedAt: number;
  readonly platform: string;
  readonly runtime?: string;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** As declared by whoever uploaded it; `null` when nothing was declared. */
  readonly inputSchema: Json;
  readonly outputSchema: Json;
  readonly metadata: DeclaredMetadata;
}
