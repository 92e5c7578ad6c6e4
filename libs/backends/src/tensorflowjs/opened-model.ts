import type { Tensor, TensorSpec } from '@harper-edge/contracts';

/** A model as the runtime holds it. */
export interface OpenedModel {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** All outputs in order, for inputs that match. No tensor of the runtime is left over. */
  readonly compute: (inputs: readonly Tensor[]) => readonly Tensor[] | Promise<readonly Tensor[]>;
  readonly dispose: () => void;
}
