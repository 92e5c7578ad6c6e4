import { EdgeError, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import type { LayersModel, NamedTensorMap, SymbolicTensor } from '@tensorflow/tfjs';
import { failureReason } from '../onnx/failure-reason.ts';
import { isObject } from '../declared-values.ts';
import type { ModelJson } from './model-json.ts';
import type { OpenedModel } from './opened-model.ts';
import type { Weights } from './read-weights.ts';
import { datatypeOf, fromRuntimeTensor, toRuntimeTensor } from './tfjs-tensor.ts';
import type { Tfjs } from './tfjs-runtime.ts';

/** @throws EdgeError INVALID_MODEL when a layer is unknown, or the weights are not those of the layers */
export async function openLayersModel(tf: Tfjs, json: ModelJson, weights: Weights): Promise<OpenedModel> {
  const model = await buildModel(tf, json, weights);
  try {
    const inputs = specsOf('input', model.inputs, model.inputNames);
    const outputs = specsOf('output', model.outputs, model.outputNames);
    return {
      inputs,
      outputs,
      compute: (given) => computeLayers(tf, model, { given, inputs, outputs }),
      dispose: () => {
        model.dispose();
      },
    };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * All tensors are made between the start and the end of one synchronous call, though the runtime gives a promise: so those that
 * are left over can be disposed of without touching the tensors of others.
 */
async function buildModel(tf: Tfjs, { topology }: ModelJson, { data, specs }: Weights): Promise<LayersModel> {
  const before = new Set(Object.keys(tf.engine().registeredVariables));
  let building: Promise<LayersModel> = Promise.reject(new Error('not built'));
  tf.tidy(() => {
    building.catch(() => undefined);
    building = tf.models.modelFromJSON(withoutStartValues(topology) as never);
  });
  try {
    const model = await building;
    tf.tidy(() => {
      const values: NamedTensorMap = tf.io.decodeWeights(data, specs);
      const ofModel = specs.filter(({ group }) => group !== 'optimizer').map(({ name }) => [name, values[name]]);
      model.loadWeights(Object.fromEntries(ofModel) as NamedTensorMap, true);
    });
    return model;
  } catch (cause) {
    for (const [name, variable] of Object.entries(tf.engine().registeredVariables)) {
      if (!before.has(name)) variable.dispose();
    }
    throw new EdgeError('INVALID_MODEL', `TensorFlow.js cannot load the model: ${failureReason(cause)}`, { cause });
  }
}

/** The topology with zeros to start from: random values would be computed only to be replaced by the weights. */
function withoutStartValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutStartValues);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key.endsWith('_initializer') && isObject(inner) ? { class_name: 'Zeros', config: {} } : withoutStartValues(inner),
    ]),
  );
}

/** By the names the model gives them; a sequential model, once loaded, gives none, and they are called after their layers. */
function specsOf(kind: string, tensors: readonly SymbolicTensor[], names: readonly string[]): readonly TensorSpec[] {
  return tensors.map(({ dtype, shape, sourceLayer }, index) => {
    const name = names[index] ?? sourceLayer.name;
    const datatype = datatypeOf(dtype);
    if (datatype === undefined) {
      throw new EdgeError(
        'INVALID_MODEL',
        `${kind} "${name}": expected float32, int32, bool or string, it is ${dtype}`,
      );
    }
    return { name, datatype, shape: shape.map((size) => size ?? -1) };
  });
}

interface LayersRun {
  readonly given: readonly Tensor[];
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

function computeLayers(tf: Tfjs, model: LayersModel, { given, inputs, outputs }: LayersRun): readonly Tensor[] {
  let answers: readonly Tensor[] = [];
  tf.tidy(() => {
    const ordered = inputs.map(({ name }) => given.find((tensor) => tensor.name === name) as Tensor);
    const result = model.predictOnBatch(ordered.map((tensor) => toRuntimeTensor(tf, tensor)));
    const tensors = Array.isArray(result) ? result : [result];
    answers = outputs.map(({ name, datatype }, index) => {
      const tensor = tensors[index];
      if (tensor === undefined) throw new RangeError(`output "${name}" was not computed`);
      // Layers declare every output as float32, also those that compare or count.
      return fromRuntimeTensor(tf, name, datatype === 'FP32' ? tensor.toFloat() : tensor);
    });
  });
  return answers;
}
