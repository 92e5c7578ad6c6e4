import { EdgeError } from '@harper-edge/contracts';
import {
  graphFields,
  modelFields,
  tensorTypeFields,
  typeFields,
  valueInfoFields,
} from '../onnx-writer/field-numbers.ts';
import { findExternalTensor } from './external-data.ts';
import { exposeMapOutputs, type MapOutputs } from './map-outputs.ts';
import { recogniseFormat } from './recognise-format.ts';
import { readFields, readText } from './wire-fields.ts';

/**
 * What to hand to the runtime, after the checks it does not make itself or explains badly. Only the structure of the file
 * is read, never its weights.
 *
 * @throws EdgeError INVALID_MODEL when the bytes are no whole ONNX model in a single file.
 */
export function prepareModel(bytes: Uint8Array): MapOutputs {
  if (bytes.length === 0) throw new EdgeError('INVALID_MODEL', 'expected an ONNX model, received an empty file');
  let problem: string | undefined;
  let model: MapOutputs;
  try {
    problem = describeProblem(bytes);
    model = exposeMapOutputs(bytes);
  } catch (cause) {
    const received =
      recogniseFormat(bytes) ??
      `${bytes.length} bytes that are no ONNX file, or one that was cut short (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new EdgeError('INVALID_MODEL', `expected an ONNX model, received ${received}`, { cause });
  }
  if (problem !== undefined) throw new EdgeError('INVALID_MODEL', `expected an ONNX model, received ${problem}`);
  return model;
}

function describeProblem(bytes: Uint8Array): string | undefined {
  const [graph] = readFields(bytes, [modelFields.graph]);
  if (graph === undefined) return recogniseFormat(bytes) ?? `${bytes.length} bytes without a graph`;
  const external = findExternalTensor(bytes);
  if (external !== undefined) {
    return `one whose tensor "${external}" lies in another file; save the model as a single file, without external data`;
  }
  const shapeless = readFields(graph.content, [graphFields.input]).find(({ content }) => !declaresShape(content));
  if (shapeless !== undefined) {
    return `one whose input "${readText(shapeless.content, valueInfoFields.name)}" declares no shape; export it with one, free dimensions by name`;
  }
  return undefined;
}

/** False only for a tensor without shape, not even a rank: the runtime would report it as a scalar. */
function declaresShape(valueInfo: Uint8Array): boolean {
  return readFields(valueInfo, [valueInfoFields.type])
    .flatMap(({ content }) => readFields(content, [typeFields.tensor]))
    .every(({ content }) => readFields(content, [tensorTypeFields.shape]).length > 0);
}
