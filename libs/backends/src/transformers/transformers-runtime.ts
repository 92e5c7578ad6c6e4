import { EdgeError } from '@harper-edge/contracts';

/** A tensor of the package. */
export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint> | Float32Array;
}

export interface RuntimeTokenizer {
  /** Without `return_tensor`, padding and truncation: the ids of one text. */
  (
    text: string,
    options: {
      readonly text_pair: string | null;
      readonly add_special_tokens: boolean;
      readonly return_token_type_ids: true;
      readonly return_tensor: false;
    },
  ): { readonly input_ids: readonly number[]; readonly token_type_ids?: readonly number[] };
  readonly pad_token_id?: number;
  decode(ids: readonly number[], options: { readonly skip_special_tokens: boolean }): string;
  get_vocab(): ReadonlyMap<string, number>;
}

export interface RuntimeModel {
  (inputs: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
}

/** What the package makes of a model's files. */
export interface RuntimePipeline {
  readonly model: RuntimeModel;
  readonly tokenizer?: RuntimeTokenizer | null;
  readonly processor?: ((images: readonly object[]) => Promise<{ readonly pixel_values: RuntimeTensor }>) | null;
  dispose(): Promise<void>;
}

/** Files from elsewhere than a folder or the hub: `match` is asked for each, by its path and by its address. */
export interface FileCache {
  match(request: string): Promise<unknown>;
  put(request: string, response: unknown): Promise<void>;
}

/** The settings of the package, which are those of the whole process. */
export interface RuntimeSettings {
  readonly version: string;
  allowRemoteModels: boolean;
  allowLocalModels: boolean;
  useFSCache: boolean;
  useCustomCache: boolean;
  customCache: FileCache | null;
  logLevel: number;
  fetch: (address: string | URL) => Promise<unknown>;
}

export interface PipelineOptions {
  readonly device: 'cpu';
  readonly dtype: string;
  readonly subfolder: string;
  readonly model_file_name: string;
  readonly local_files_only: true;
  readonly use_external_data_format: false;
  readonly session_options: object;
}

/** The parts of the package @huggingface/transformers that are used. */
export interface TransformersRuntime {
  readonly env: RuntimeSettings;
  readonly LogLevel: { readonly NONE: number };
  readonly pipeline: (task: string, model: string, options: PipelineOptions) => Promise<RuntimePipeline>;
  readonly Tensor: new (type: string, data: BigInt64Array, dims: readonly number[]) => RuntimeTensor;
  readonly RawImage: { fromBlob(blob: Blob): Promise<object> };
}

/** The import of the package, which brings a large native library: only when the first model is loaded. */
export const importTransformersRuntime = (): Promise<TransformersRuntime> =>
  import('@huggingface/transformers') as Promise<unknown> as Promise<TransformersRuntime>;

/** @throws EdgeError NOT_INSTALLED when the package, or one that it cannot start without, is missing. */
export async function loadTransformersRuntime(
  importRuntime: () => Promise<TransformersRuntime>,
): Promise<TransformersRuntime> {
  try {
    return await importRuntime();
  } catch (cause) {
    throw new EdgeError(
      'NOT_INSTALLED',
      'models of Transformers.js need the packages @huggingface/transformers, onnxruntime-node and sharp, in builds for this platform; install them with: npm install @huggingface/transformers@4.3.1 onnxruntime-node@1.30.0 sharp@0.35.5',
      { cause },
    );
  }
}
