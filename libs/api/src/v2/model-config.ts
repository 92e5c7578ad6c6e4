import type { ModelVersion, TensorSpec } from '@harper-edge/contracts';

interface TensorConfig {
  readonly name: string;
  readonly data_type: string;
  /** Without the rows' axis where the model runs in batches. */
  readonly dims: readonly number[];
}

/** What Triton's load generator and clients read of a model's configuration. */
export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  readonly version_policy: { readonly specific: { readonly versions: readonly string[] } };
  /** Rows that run together at most; 0 for a model whose inputs and outputs have not all a free first axis. */
  readonly max_batch_size: number;
  readonly input: readonly TensorConfig[];
  readonly output: readonly TensorConfig[];
  readonly dynamic_batching?: Readonly<Record<string, never>>;
}

export function modelConfig(model: ModelVersion, defaultMaxRows: number): ModelConfig {
  const { modelId, version, platform, inputs, outputs, metadata } = model;
  const hasRows = [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);
  const configOf = ({ name, datatype, shape }: TensorSpec): TensorConfig => ({
    name,
    data_type: datatype === 'BYTES' ? 'TYPE_STRING' : `TYPE_${datatype}`,
    dims: hasRows ? shape.slice(1) : shape,
  });
  const declared = (metadata['serving'] as { readonly maxBatchRows?: unknown } | undefined)?.maxBatchRows;
  const maxRows = typeof declared === 'number' ? declared : defaultMaxRows;
  return {
    name: modelId,
    platform,
    version_policy: { specific: { versions: [version] } },
    max_batch_size: hasRows ? maxRows : 0,
    input: inputs.map(configOf),
    output: outputs.map(configOf),
    ...(hasRows ? { dynamic_batching: {} } : {}),
  };
}
