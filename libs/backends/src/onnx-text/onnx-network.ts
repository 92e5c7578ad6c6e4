import { EdgeError, type LoadedModel, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { toModelValues } from './model-values.ts';
import type { TokenBatch } from './token-batch.ts';
import type { TokenNetwork } from './token-network.ts';

/** What the inputs of text models are named, and the part of a batch that goes in. */
const parts = new Map<string, (batch: TokenBatch) => Int32Array>([
  ['input_ids', ({ ids }) => ids],
  ['attention_mask', ({ attentionMask }) => attentionMask],
  ['token_type_ids', ({ typeIds }) => typeIds],
]);

/**
 * A loaded ONNX model that takes token ids.
 *
 * @throws EdgeError INVALID_MODEL when its inputs are others than `input_ids`, `attention_mask` and `token_type_ids`,
 *   INT64 or INT32, [rows, tokens].
 */
export function createOnnxNetwork(model: LoadedModel, { oneByOne }: Pick<TokenNetwork, 'oneByOne'>): TokenNetwork {
  const { inputs, outputs } = model.metadata;
  const fits = inputs.some(({ name }) => name === 'input_ids') && inputs.every(takesTokens);
  if (!fits) throw new EdgeError('INVALID_MODEL', `${expectation}, received ${inputs.map(describe).join('; ')}`);
  const [rows = -1, tokens = -1] = inputs[0]?.shape ?? [];
  const declared = outputs.filter(({ datatype }) => ['FP32', 'FP64', 'FP16'].includes(datatype));
  return {
    declared,
    rowTokens: tokens === -1 ? undefined : tokens,
    oneByOne: oneByOne || rows === 1,
    run: async (batch, names = declared.map(({ name }) => name)) => {
      const answers = await model.run(
        inputs.map((spec) => toInput(spec, batch)),
        { outputs: names },
      );
      return new Map(answers.map((answer) => [answer.name, toModelValues(answer)]));
    },
  };
}

const expectation =
  'a model with a tokenizer: expected the inputs input_ids, attention_mask and token_type_ids, or some of them, INT64 or INT32, with free rows and tokens';

function takesTokens({ name, datatype, shape }: TensorSpec): boolean {
  const [rows = 0] = shape;
  return parts.has(name) && ['INT64', 'INT32'].includes(datatype) && shape.length === 2 && [-1, 1].includes(rows);
}

function describe({ name, datatype, shape }: TensorSpec): string {
  return `${name} ${datatype} [${shape.join(', ')}]`;
}

function toInput({ name, datatype }: TensorSpec, batch: TokenBatch): Tensor {
  const values = parts.get(name)?.(batch) ?? new Int32Array();
  return datatype === 'INT32'
    ? { name, datatype, shape: batch.shape, data: values }
    : { name, datatype: 'INT64', shape: batch.shape, data: BigInt64Array.from(values, BigInt) };
}
