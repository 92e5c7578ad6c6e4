import type { DeclaredMetadata, LoadedModel, ModelMetadata } from '@harper-edge/contracts';
import type { TextModelConfig } from '../../onnx-text/index.ts';
import type { UnguardedModel } from '../../guard-runs.ts';
import type { RuntimePipeline, TransformersRuntime } from '../transformers-runtime.ts';

/** A model as the package has loaded it, and what is known of it. */
export interface OpenedModel {
  readonly runtime: TransformersRuntime;
  readonly pipeline: RuntimePipeline;
  readonly metadata: DeclaredMetadata;
  readonly config: TextModelConfig;
  /** Whether rows would change each other's answers in one batch. */
  readonly oneByOne: boolean;
  readonly facts: Pick<ModelMetadata, 'platform' | 'runtime'>;
  readonly memory: Pick<UnguardedModel, 'memoryBytes' | 'lane' | 'dispose'>;
}

/** What a kind of model is for. */
export interface TransformersTask {
  /** The package's pipeline that loads such models. */
  readonly pipeline: string;
  /** Files that the archive must hold beside `config.json` and the network. */
  readonly files: readonly string[];
  /** @throws EdgeError INVALID_INPUT or INVALID_MODEL where the declared metadata or the model does not fit the task */
  readonly open: (model: OpenedModel) => Promise<LoadedModel>;
}
