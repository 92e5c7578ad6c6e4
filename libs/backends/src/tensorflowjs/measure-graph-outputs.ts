import { EdgeError, elementCount, isEdgeError, type Tensor, type TensorSpec } from '@harper-edge/contracts';
import { failureReason } from '../onnx/failure-reason.ts';
import type { GraphOutput } from './graph-signature.ts';

export interface MeasuredGraph {
  readonly inputs: readonly TensorSpec[];
  readonly run: (inputs: readonly Tensor[]) => readonly Tensor[] | Promise<readonly Tensor[]>;
}

/**
 * The outputs as declared; where the file leaves a datatype or rank open, as they come out when the model runs on zeros with
 * every free axis of size 1 and then 2: axes that differ are free.
 *
 * @throws EdgeError INVALID_MODEL when such a model does not run on zeros
 */
export async function measureGraphOutputs(
  outputs: readonly GraphOutput[],
  graph: MeasuredGraph,
): Promise<readonly TensorSpec[]> {
  const declared = outputs.flatMap(({ spec }) => spec ?? []);
  if (declared.length === outputs.length) return declared;
  const single = await runOnZeros(graph, 1);
  if (isEdgeError(single)) throw single;
  const pair = await runOnZeros(graph, 2);
  return outputs.map(({ spec, name }, index) => {
    const [one, two] = [single[index], isEdgeError(pair) ? undefined : pair[index]];
    return spec ?? { name, datatype: one?.datatype ?? 'FP32', shape: commonShape(one?.shape ?? [], two?.shape) };
  });
}

/** The answers for zeros, free axes of the given size; what went wrong where the model does not run on them. */
export async function runOnZeros({ inputs, run }: MeasuredGraph, free: number): Promise<readonly Tensor[] | EdgeError> {
  try {
    return await run(inputs.map((spec) => zeros(spec, free)));
  } catch (cause) {
    return new EdgeError(
      'INVALID_MODEL',
      `the model does not declare its outputs, and cannot be tried out: ${failureReason(cause)}; convert it with a signature`,
      { cause },
    );
  }
}

function zeros({ name, datatype, shape: declared }: TensorSpec, free: number): Tensor {
  const shape = declared.map((size) => (size === -1 ? free : size));
  const count = elementCount(shape);
  switch (datatype) {
    case 'BYTES':
      return { name, datatype, shape, data: Array.from({ length: count }, () => '') };
    case 'INT32':
      return { name, datatype, shape, data: new Int32Array(count) };
    case 'BOOL':
      return { name, datatype, shape, data: new Uint8Array(count) };
    default:
      return { name, datatype: 'FP32', shape, data: new Float32Array(count) };
  }
}

/** The empty shape where not even the rank is the same. */
function commonShape(one: readonly number[], two: readonly number[] = one): readonly number[] {
  return one.length === two.length ? one.map((size, axis) => (size === two[axis] ? size : -1)) : [];
}
