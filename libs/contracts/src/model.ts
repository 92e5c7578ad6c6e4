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

/** What testing a version showed. */
export interface ModelValidation {
  readonly passed: boolean;
  /** By name: accuracy, p99 latency, whatever was measured. */
  readonly metrics: { readonly [name: string]: number };
  /** Who tested. */
  readonly by: string;
  readonly notes: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
}

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
  /** Counted by the registry for each model, from 1 in the order of registration; never given twice. */
  readonly deploymentVersion?: number;
  /** The `deploymentVersion` that this one was made from: as declared, else what answered when it was registered. */
  readonly parentDeployment?: number | null;
  /** The last one; a version nobody has tested has none. */
  readonly validation?: ModelValidation;
  /** Revision of the model's history that last touched this version; 0 until it has been registered whole. */
  readonly lifecycleRevision?: number;
  /** Revision that last put this version into production; absent of one that never was there. */
  readonly productionRevision?: number;
}
