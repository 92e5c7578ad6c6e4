import { EdgeError, type ModelVersion, type Tensor, type TensorSpec } from '@harper-edge/contracts';

export interface EmbeddingModel {
  readonly input: TensorSpec;
  readonly output: TensorSpec;
}

/**
 * The text input and the output of vectors: named `embedding`, or the only floats of two axes there are.
 *
 * @throws EdgeError INVALID_INPUT saying what the model has instead
 */
export function embeddingModel({ id, inputs, outputs }: ModelVersion): EmbeddingModel {
  const [input] = inputs;
  const vectors = outputs.filter(({ datatype, shape }) => /^FP\d/.test(datatype) && shape.length === 2);
  const output = vectors.find(({ name }) => name === 'embedding') ?? (vectors.length === 1 ? vectors[0] : undefined);
  if (input !== undefined && inputs.length === 1 && isText(input) && output !== undefined) return { input, output };
  throw new EdgeError(
    'INVALID_INPUT',
    `model ${id} gives no embeddings: expected one input of texts and one output of vectors (floats, [-1, length]), ` +
      `it has inputs ${describe(inputs)} and outputs ${describe(outputs)}`,
    { param: 'model' },
  );
}

const isText = ({ datatype, shape: [rows, columns = 1, ...more] }: TensorSpec): boolean =>
  datatype === 'BYTES' && rows === -1 && Math.abs(columns) === 1 && more.length === 0;

const describe = (specs: readonly TensorSpec[]): string =>
  specs.map(({ name, datatype, shape }) => `"${name}" (${datatype} [${shape.join(', ')}])`).join(', ') || 'none';

export const textTensor = ({ name, shape }: TensorSpec, texts: readonly string[]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape: shape.length === 1 ? [texts.length] : [texts.length, 1],
  data: texts,
});
