import {
  checkInputs,
  checkOutputs,
  EdgeError,
  isEdgeError,
  type LoadedModel,
  type Tensor,
} from '@harper-edge/contracts';

/** A model without the checks that the port promises. */
export interface UnguardedModel extends Omit<LoadedModel, 'run' | 'release' | 'chat'> {
  /** All outputs, in the order of `metadata.outputs`, for inputs that match `metadata`. */
  readonly compute: (inputs: readonly Tensor[]) => Promise<readonly Tensor[]>;
  /** Frees the memory; called once, when nothing runs any more. */
  readonly dispose: () => Promise<void>;
}

/** The model as the port wants it: checked inputs, own errors, the outputs asked for, and a release that waits. */
export function guardRuns({ compute, dispose, ...facts }: UnguardedModel): LoadedModel {
  const { inputs: inputSpecs, outputs: outputSpecs } = facts.metadata;
  const running = new Set<Promise<unknown>>();
  let released: Promise<void> | undefined;

  const computeAll = async (inputs: readonly Tensor[]): Promise<readonly Tensor[]> => {
    try {
      return await compute(inputs);
    } catch (cause) {
      if (isEdgeError(cause)) throw cause;
      const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ').slice(0, 400);
      throw new EdgeError('MODEL_FAILED', `the model failed on this input: ${reason}`, { cause });
    }
  };

  return {
    ...facts,
    run: async (inputs, { outputs = outputSpecs.map(({ name }) => name), signal } = {}) => {
      if (released !== undefined) throw new EdgeError('UNAVAILABLE', 'the model has been released; load it again');
      if (signal?.aborted === true) {
        throw new EdgeError('DEADLINE_EXCEEDED', 'the run was aborted before it started', { cause: signal.reason });
      }
      checkInputs(inputs, inputSpecs);
      checkOutputs(outputs, outputSpecs);
      if (outputs.length === 0) return [];
      const computing = computeAll(inputs);
      running.add(computing);
      try {
        const answers = await computing;
        return outputs.flatMap((name) => answers.filter((answer) => answer.name === name));
      } finally {
        running.delete(computing);
      }
    },
    release: () => {
      released ??= Promise.allSettled(running).then(dispose);
      return released;
    },
  };
}
