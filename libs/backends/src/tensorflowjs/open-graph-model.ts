import { EdgeError, type Tensor } from '@harper-edge/contracts';
import type { GraphModel, NamedTensorMap, Tensor as TfTensor, io } from '@tensorflow/tfjs';
import { failureReason } from '../onnx/failure-reason.ts';
import { neededNodes, readNodes, runsAsynchronously, type GraphNode } from './graph-nodes.ts';
import { readGraphInputs, readGraphOutputs, type GraphValue } from './graph-signature.ts';
import { measureGraphOutputs, runOnZeros } from './measure-graph-outputs.ts';
import type { ModelJson } from './model-json.ts';
import type { OpenedModel } from './opened-model.ts';
import type { Weights } from './read-weights.ts';
import { fromRuntimeTensor, toRuntimeTensor } from './tfjs-tensor.ts';
import type { Tfjs } from './tfjs-runtime.ts';

type LoadedGraph = GraphModel<io.IOHandlerSync>;

/** @throws EdgeError INVALID_MODEL when an operation is unknown, or inputs and outputs cannot be told */
export async function openGraphModel(tf: Tfjs, json: ModelJson, weights: Weights): Promise<OpenedModel> {
  const nodes = readNodes(json.topology);
  const inputs = readGraphInputs(json.signature, nodes);
  const declared = readGraphOutputs(json.signature, nodes);
  const needed = neededNodes(
    nodes,
    declared.map(({ tensor }) => tensor),
  );
  checkWeights(needed, weights);
  const graph = buildGraph(tf, json, weights);
  try {
    checkOperations(graph, needed);
    const compute = runsAsynchronously(needed) || json.initializer !== undefined ? computeLater : computeNow;
    const run = (given: readonly Tensor[], keys: readonly GraphKey[]) =>
      compute({ tf, graph, feeds: feedsOf(given, inputs), keys });
    const measured = {
      inputs: inputs.map(({ spec }) => spec),
      run: (given: readonly Tensor[]) => run(given, declared),
    };
    // The first run fills the lookup tables; two at the same time would each make their own.
    if (json.initializer !== undefined) await runOnZeros(measured, 1);
    const outputs = await measureGraphOutputs(declared, measured);
    return {
      inputs: measured.inputs,
      outputs,
      compute: measured.run,
      dispose: () => {
        graph.dispose();
      },
    };
  } catch (error) {
    graph.dispose();
    throw error;
  }
}

/** What of an output the runtime is asked for, and how it is named then. */
interface GraphKey {
  readonly key: string;
  readonly name: string;
}

function buildGraph(tf: Tfjs, { topology, signature, initializer }: ModelJson, weights: Weights): LoadedGraph {
  const artifacts = {
    format: 'graph-model',
    // Files of other tools leave the versions out, which the runtime reads without looking.
    modelTopology: { versions: {}, ...topology },
    weightSpecs: weights.specs,
    weightData: weights.data,
    ...(signature !== undefined && { signature }),
    ...(initializer !== undefined && { modelInitializer: initializer.topology }),
    ...(initializer?.signature !== undefined && { initializerSignature: initializer.signature }),
  } as io.ModelArtifacts;
  try {
    const graphs: LoadedGraph[] = [];
    tf.tidy(() => {
      const graph = tf.loadGraphModelSync(artifacts);
      for (const tensors of Object.values(graph.weights)) for (const tensor of tensors) tf.keep(tensor);
      graphs.push(graph);
    });
    // The graph keeps the artifacts; the packed weights are of no use to it any more.
    artifacts.weightData = new ArrayBuffer(0);
    return graphs[0] as LoadedGraph;
  } catch (cause) {
    throw new EdgeError('INVALID_MODEL', `TensorFlow.js cannot load the model: ${failureReason(cause)}`, { cause });
  }
}

function checkWeights(needed: readonly GraphNode[], { specs }: Weights): void {
  const names = new Set(specs.map(({ name }) => name));
  const missing = needed.find(({ op, name }) => op === 'Const' && !names.has(name));
  if (missing === undefined) return;
  throw new EdgeError('INVALID_MODEL', `the weights of "${missing.name}" are not in the weights manifest`);
}

/** The runtime would find out in the first run only. What it knows of each operation is no part of its interface. */
function checkOperations(graph: LoadedGraph, needed: readonly GraphNode[]): void {
  interface Known {
    readonly executor: { readonly graph: { readonly nodes: Readonly<Record<string, { readonly category?: string }>> } };
  }
  const { nodes } = (graph as unknown as Known).executor.graph;
  const unknown = needed.find(({ name }) => nodes[name]?.category === undefined);
  if (unknown === undefined) return;
  throw new EdgeError(
    'INVALID_MODEL',
    `TensorFlow.js does not know the operation ${unknown.op} of "${unknown.name}"; convert the model without it`,
  );
}

function feedsOf(given: readonly Tensor[], inputs: readonly GraphValue[]): readonly (readonly [string, Tensor])[] {
  return inputs.map(({ key, spec }) => [key, given.find(({ name }) => name === spec.name) as Tensor]);
}

interface GraphRun {
  readonly tf: Tfjs;
  readonly graph: LoadedGraph;
  readonly feeds: readonly (readonly [string, Tensor])[];
  readonly keys: readonly GraphKey[];
}

const namesOf = (keys: readonly GraphKey[]): string[] => keys.map(({ key }) => key);

function read(tf: Tfjs, result: TfTensor | TfTensor[], keys: readonly GraphKey[]): readonly Tensor[] {
  const tensors = Array.isArray(result) ? result : [result];
  return keys.map(({ name }, index) => fromRuntimeTensor(tf, name, tensors[index] as TfTensor));
}

function computeNow({ tf, graph, feeds, keys }: GraphRun): readonly Tensor[] {
  let answers: readonly Tensor[] = [];
  tf.tidy(() => {
    const tensors = Object.fromEntries(feeds.map(([key, tensor]) => [key, toRuntimeTensor(tf, tensor)]));
    answers = read(tf, graph.execute(tensors, namesOf(keys)), keys);
  });
  return answers;
}

/** For operations whose results have to be waited for: what is left over is disposed of one by one, since a scope cannot wait. */
async function computeLater({ tf, graph, feeds, keys }: GraphRun): Promise<readonly Tensor[]> {
  const tensors: NamedTensorMap = {};
  const weights = new Set(Object.values(graph.weights).flatMap((list) => list.map(({ id }) => id)));
  try {
    for (const [key, tensor] of feeds) tensors[key] = toRuntimeTensor(tf, tensor);
    const result = await graph.executeAsync(tensors, namesOf(keys));
    try {
      return read(tf, result, keys);
    } finally {
      for (const tensor of Array.isArray(result) ? result : [result]) if (!weights.has(tensor.id)) tensor.dispose();
    }
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  }
}
