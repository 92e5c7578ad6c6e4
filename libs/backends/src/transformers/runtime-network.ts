import { toModelValues, type ModelValues, type TokenNetwork } from '../onnx-text/index.ts';
import { fromRuntimeTensor, type RuntimeTensor as SessionTensor } from '../onnx/runtime-tensor.ts';
import type { RuntimeModel, RuntimeTensor, TransformersRuntime } from './transformers-runtime.ts';

/** The package's model as a network that reads tokens. The package itself leaves out what the model does not take. */
export function adaptNetwork(
  { Tensor }: Pick<TransformersRuntime, 'Tensor'>,
  model: RuntimeModel,
  { oneByOne }: Pick<TokenNetwork, 'oneByOne'>,
): TokenNetwork {
  return {
    declared: [],
    oneByOne,
    run: async ({ ids, attentionMask, typeIds, shape }) => {
      const toTensor = (values: Int32Array): RuntimeTensor =>
        new Tensor('int64', BigInt64Array.from(values, BigInt), shape);
      return valuesOf(
        await model({
          input_ids: toTensor(ids),
          attention_mask: toTensor(attentionMask),
          token_type_ids: toTensor(typeIds),
        }),
      );
    },
  };
}

/** The outputs that are real numbers, by name. */
export function valuesOf(outputs: Readonly<Record<string, RuntimeTensor>>): ReadonlyMap<string, ModelValues> {
  return new Map(
    Object.entries(outputs)
      .filter(([, { type }]) => type.startsWith('float'))
      .map(([name, tensor]) => [name, toModelValues(fromRuntimeTensor(name, tensor as SessionTensor))]),
  );
}
