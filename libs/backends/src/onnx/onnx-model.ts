import {
  checkInputs,
  checkOutputs,
  EdgeError,
  type LoadedModel,
  type ModelMetadata,
  type Tensor,
} from '@harper-edge/contracts';
import { failureReason } from './failure-reason.ts';
import type { OnnxRuntime, OnnxSession } from './onnx-runtime.ts';
import { fromRuntimeTensor, toRuntimeTensor, type RuntimeTensor } from './runtime-tensor.ts';

export interface OpenSession {
  readonly runtime: OnnxRuntime;
  readonly session: OnnxSession;
  readonly metadata: ModelMetadata;
  readonly memoryBytes: number;
}

/** A session as the port wants it: checked inputs, own errors, and a release that waits. */
export function createOnnxModel({ runtime, session, metadata, memoryBytes }: OpenSession): LoadedModel {
  const allOutputs = metadata.outputs.map(({ name }) => name);
  const mapKeys = new Map(metadata.outputs.map((spec) => [spec.name, spec.mapKeys]));
  let running = 0;
  let released: Promise<void> | undefined;
  let whenIdle = (): void => undefined;

  const untilIdle = (): Promise<void> =>
    running === 0 ? Promise.resolve() : new Promise((resolve) => (whenIdle = resolve));

  const runSession = async (inputs: readonly Tensor[], names: readonly string[]): Promise<readonly Tensor[]> => {
    const feeds = Object.fromEntries(inputs.map((tensor) => [tensor.name, toRuntimeTensor(runtime, tensor)]));
    running++;
    try {
      const answers = await session.run(feeds, names);
      return names.map((name) => toOutput(name, mapKeys.get(name), answers[name] as RuntimeTensor));
    } catch (cause) {
      throw new EdgeError('MODEL_FAILED', `the model failed on this input: ${failureReason(cause)}`, { cause });
    } finally {
      if (--running === 0) whenIdle();
    }
  };

  return {
    metadata,
    memoryBytes,
    run: async (inputs, { outputs = allOutputs, signal } = {}) => {
      if (released !== undefined) throw new EdgeError('UNAVAILABLE', 'the model was released; load it again');
      if (signal?.aborted === true) {
        throw new EdgeError('DEADLINE_EXCEEDED', 'the call was given up before the model ran', {
          cause: signal.reason,
        });
      }
      checkInputs(inputs, metadata.inputs);
      checkOutputs(outputs, metadata.outputs);
      return outputs.length === 0 ? [] : runSession(inputs, outputs);
    },
    release: () => {
      // The runtime refuses a run that is still waiting for its turn when its session goes, so the session goes last.
      released ??= untilIdle().then(() => session.release());
      return released;
    },
  };
}

function toOutput(name: string, keys: readonly string[] | undefined, answer: RuntimeTensor): Tensor {
  const tensor = fromRuntimeTensor(name, answer);
  if (keys === undefined) return tensor;
  // The ZipMap that stood here took a single row also without the rows' axis, and refused any other number of columns.
  const shape = tensor.shape.length === 1 ? [1, ...tensor.shape] : tensor.shape;
  if (shape.length === 2 && shape[1] === keys.length)
    return { name, shape, datatype: tensor.datatype, data: tensor.data } as Tensor;
  throw new RangeError(
    `output "${name}": expected ${keys.length} values per row, received the shape [${shape.join(', ')}]`,
  );
}
