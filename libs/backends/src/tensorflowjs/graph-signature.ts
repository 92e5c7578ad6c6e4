import { EdgeError, type TensorSpec } from '@harper-edge/contracts';
import { isObject, type JsonObject } from '../declared-values.ts';
import { nodeOf, type GraphNode } from './graph-nodes.ts';
import { datatypeOf } from './tfjs-tensor.ts';

/** An input or output of a graph: what the caller sees, and what the runtime calls it. */
export interface GraphValue {
  readonly spec: TensorSpec;
  readonly key: string;
}

/** An output whose datatype or rank the file may leave open. */
export interface GraphOutput {
  readonly name: string;
  readonly key: string;
  /** Name of the tensor in the graph. */
  readonly tensor: string;
  readonly spec: TensorSpec | undefined;
}

/** The types of TensorFlow, by name and number, as those the runtime computes with instead. */
const runtimeTypes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['DT_FLOAT', 'DT_HALF', 'DT_DOUBLE', '1', '2', '19'].map((type) => [type, 'float32'])),
  ...Object.fromEntries(
    ['DT_INT32', 'DT_INT64', 'DT_INT8', 'DT_UINT8', '3', '9', '6', '4'].map((type) => [type, 'int32']),
  ),
  ...Object.fromEntries(['DT_BOOL', '10'].map((type) => [type, 'bool'])),
  ...Object.fromEntries(['DT_STRING', '7'].map((type) => [type, 'string'])),
};

type Nodes = ReadonlyMap<string, GraphNode>;

/**
 * The inputs by the signature, else the placeholders in the order of the graph.
 *
 * @throws EdgeError INVALID_MODEL for an input without a rank, or of a type that no datatype holds
 */
export function readGraphInputs(signature: JsonObject | undefined, nodes: Nodes): readonly GraphValue[] {
  const declared = entriesOf(signature, 'inputs').filter(({ info }) => info.resourceId === undefined);
  const entries: readonly Entry[] =
    declared.length > 0
      ? declared
      : [...nodes.values()].filter(({ op }) => op === 'Placeholder').map(({ name }) => ({ key: name, info: { name } }));
  return entries.map(({ key, info }) => {
    const node = nodes.get(nodeOf(tensorOf(key, info)));
    const name = withoutIndex(key);
    if (node === undefined) throw new EdgeError('INVALID_MODEL', `the graph has no operation for its input "${name}"`);
    const type = info.dtype ?? valueIn(node.attr.dtype, 'type');
    const datatype = datatypeIn(type);
    if (datatype === undefined) {
      throw new EdgeError(
        'INVALID_MODEL',
        `input "${name}": expected numbers, truth values or texts, it is ${String(type)}`,
      );
    }
    const shape = shapeIn(info.tensorShape) ?? shapeIn(valueIn(node.attr.shape, 'shape'));
    if (shape === undefined)
      throw new EdgeError('INVALID_MODEL', `input "${name}" declares no shape; convert the model with one`);
    return { key, spec: { name, datatype, shape } };
  });
}

/**
 * The outputs by the signature, else the operations whose answers no other takes.
 *
 * @throws EdgeError INVALID_MODEL when there is none, or the graph does not have it
 */
export function readGraphOutputs(signature: JsonObject | undefined, nodes: Nodes): readonly GraphOutput[] {
  const declared = entriesOf(signature, 'outputs');
  const taken = new Set([...nodes.values()].flatMap(({ input }) => input.map(nodeOf)));
  const last: readonly Entry[] = [...nodes.keys()]
    .filter((name) => !taken.has(name))
    .map((name) => ({ key: name, info: { name } }));
  const outputs = (declared.length > 0 ? declared : last).map(({ key, info }) => {
    const tensor = tensorOf(key, info);
    const name = withoutIndex(key);
    if (!nodes.has(nodeOf(tensor)))
      throw new EdgeError('INVALID_MODEL', `the graph has no operation for its output "${name}"`);
    const datatype = datatypeIn(info.dtype);
    const shape = shapeIn(info.tensorShape);
    const spec = datatype === undefined || shape === undefined ? undefined : { name, datatype, shape };
    return { name, key, tensor, spec };
  });
  if (outputs.length === 0) throw new EdgeError('INVALID_MODEL', 'the graph has no output');
  return outputs;
}

interface Entry {
  readonly key: string;
  readonly info: JsonObject;
}

function entriesOf(signature: JsonObject | undefined, side: 'inputs' | 'outputs'): readonly Entry[] {
  const entries = signature?.[side];
  if (!isObject(entries)) return [];
  return Object.entries(entries).map(([key, info]) => ({ key, info: isObject(info) ? info : {} }));
}

function tensorOf(key: string, info: JsonObject): string {
  return typeof info.name === 'string' ? info.name : key;
}

/** Of the first output of an operation TensorFlow also writes the name with ":0". */
function withoutIndex(name: string): string {
  return name.replace(/:0$/, '');
}

function valueIn(object: unknown, key: string): unknown {
  return isObject(object) ? object[key] : undefined;
}

function datatypeIn(type: unknown): TensorSpec['datatype'] | undefined {
  return datatypeOf(runtimeTypes[String(type)] ?? '');
}

/** `undefined` where not even the rank is known. */
function shapeIn(shape: unknown): readonly number[] | undefined {
  if (!isObject(shape) || shape.unknownRank === true) return undefined;
  const axes = shape.dim ?? [];
  if (!Array.isArray(axes)) return undefined;
  return axes.map((axis: unknown) => {
    const size = Number(valueIn(axis, 'size') ?? -1);
    return Number.isInteger(size) && size >= 0 ? size : -1;
  });
}
