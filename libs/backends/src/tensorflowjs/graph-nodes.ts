import { EdgeError } from '@harper-edge/contracts';
import { isObject, type JsonObject } from '../declared-values.ts';

/** An operation of a graph as it lies in model.json. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `<node>`, `<node>:<output>` or `^<node>`. */
  readonly input: readonly string[];
  readonly attr: JsonObject;
}

/** @throws EdgeError INVALID_MODEL when the topology is no list of operations, or one takes its input from nowhere */
export function readNodes(topology: JsonObject): ReadonlyMap<string, GraphNode> {
  const { node: list } = topology;
  if (!Array.isArray(list)) throw new EdgeError('INVALID_MODEL', 'the graph has no list of operations ("node")');
  const nodes = new Map(list.map((node: unknown, index) => readNode(node, index)).map((node) => [node.name, node]));
  for (const { name, input } of nodes.values()) {
    const missing = input.find((source) => !nodes.has(nodeOf(source)));
    if (missing !== undefined) {
      throw new EdgeError(
        'INVALID_MODEL',
        `the operation "${name}" takes its input from "${missing}", which is not there`,
      );
    }
  }
  return nodes;
}

function readNode(node: unknown, index: number): GraphNode {
  const { name, op, input = [], attr = {} } = isObject(node) ? node : {};
  const valid =
    typeof name === 'string' &&
    typeof op === 'string' &&
    isObject(attr) &&
    Array.isArray(input) &&
    input.every((source) => typeof source === 'string');
  if (!valid)
    throw new EdgeError('INVALID_MODEL', `operation ${index} of the graph has no valid name, op, input or attr`);
  return { name, op, input, attr };
}

/** The node that a tensor's name refers to. */
export function nodeOf(tensorName: string): string {
  return tensorName.replace(/^\^/, '').replace(/:.*$/, '');
}

/** The nodes whose answers the given ones need, themselves included. */
export function neededNodes(nodes: ReadonlyMap<string, GraphNode>, outputs: readonly string[]): readonly GraphNode[] {
  const needed = new Map<string, GraphNode>();
  const open = outputs.map(nodeOf);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const node = nodes.get(next);
    if (node === undefined || needed.has(next)) continue;
    needed.set(next, node);
    open.push(...node.input.map(nodeOf));
  }
  return [...needed.values()];
}

/** Operations that the runtime only computes asynchronously; for all others that would be slower and it would warn. */
const asynchronous = new Set([
  ...['Switch', 'Merge', 'Enter', 'Exit', 'NextIteration', 'StatelessIf', 'StatelessWhile', 'If', 'if', 'While'],
  ...['NonMaxSuppressionV2', 'NonMaxSuppressionV3', 'NonMaxSuppressionV5', 'Where'],
  ...['HashTable', 'HashTableV2', 'LookupTableImport', 'LookupTableImportV2'],
  ...['LookupTableFind', 'LookupTableFindV2', 'LookupTableSize', 'LookupTableSizeV2'],
]);

export function runsAsynchronously(nodes: readonly GraphNode[]): boolean {
  return nodes.some(({ op }) => asynchronous.has(op));
}
