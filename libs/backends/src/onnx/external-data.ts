import {
  attributeFields,
  dataLocations,
  functionFields,
  graphFields,
  modelFields,
  nodeFields,
  sparseTensorFields,
  tensorFields,
  trainingInfoFields,
} from '../onnx-writer/field-numbers.ts';
import { readFields, readIntegers, readText } from './wire-fields.ts';

type MessageKind = 'model' | 'training' | 'function' | 'graph' | 'node' | 'attribute' | 'sparseTensor' | 'tensor';

/** Where tensors can lie: per message, the fields that lead to one. */
const children: Readonly<Record<MessageKind, ReadonlyMap<number, MessageKind>>> = {
  model: new Map([
    [modelFields.graph, 'graph'],
    [modelFields.trainingInfo, 'training'],
    [modelFields.functions, 'function'],
  ]),
  training: new Map([
    [trainingInfoFields.initialization, 'graph'],
    [trainingInfoFields.algorithm, 'graph'],
  ]),
  function: new Map([[functionFields.node, 'node']]),
  graph: new Map([
    [graphFields.node, 'node'],
    [graphFields.initializer, 'tensor'],
    [graphFields.sparseInitializer, 'sparseTensor'],
  ]),
  node: new Map([[nodeFields.attribute, 'attribute']]),
  attribute: new Map([
    [attributeFields.tensor, 'tensor'],
    [attributeFields.graph, 'graph'],
    [attributeFields.tensors, 'tensor'],
    [attributeFields.graphs, 'graph'],
    [attributeFields.sparseTensor, 'sparseTensor'],
    [attributeFields.sparseTensors, 'sparseTensor'],
  ]),
  sparseTensor: new Map([
    [sparseTensorFields.values, 'tensor'],
    [sparseTensorFields.indices, 'tensor'],
  ]),
  tensor: new Map(),
};

/** Nesting that protobuf readers accept by default. */
const deepest = 100;

/**
 * Name of a tensor whose numbers lie in another file, or `undefined` when the model is whole.
 * Such a model must not reach the runtime: without a folder of its own it would look for that file in the working directory.
 *
 * @throws RangeError when the bytes end early or are no protobuf.
 */
export function findExternalTensor(model: Uint8Array): string | undefined {
  const open: { kind: MessageKind; content: Uint8Array; depth: number }[] = [
    { kind: 'model', content: model, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { kind, content, depth } = next;
    if (depth > deepest) throw new RangeError(`messages are nested more than ${deepest} deep`);
    if (kind === 'tensor') {
      const [location] = readIntegers(content, tensorFields.dataLocation).slice(-1);
      if (Number(location) === dataLocations.external) return readText(content, tensorFields.name);
    }
    for (const field of readFields(content, children[kind].keys())) {
      const child = children[kind].get(field.number);
      if (child !== undefined) open.push({ kind: child, content: field.content, depth: depth + 1 });
    }
  }
  return undefined;
}
