import type { LoadedModel, TensorSpec } from '@harper-edge/contracts';

/** Whether all inputs and outputs have a first axis that takes any number of rows. */
export function hasFreeRows({ metadata }: LoadedModel): boolean {
  return [...metadata.inputs, ...metadata.outputs].every(({ shape }: TensorSpec) => shape[0] === -1);
}
