import { graphFields, modelFields, nodeFields } from '../onnx-writer/field-numbers.ts';
import { readFields, readText } from '../onnx/wire-fields.ts';

/**
 * Whether the model rounds its activations to 8 bits by their largest value at run time. That is the largest of all rows of
 * a batch: the answer for a row then depends on the others, by about a hundredth, and rows have to run one by one.
 */
export function quantizesDynamically(model: Uint8Array): boolean {
  return readFields(model, [modelFields.graph])
    .flatMap(({ content }) => readFields(content, [graphFields.node]))
    .some(({ content }) => readText(content, nodeFields.opType).startsWith('DynamicQuantize'));
}
