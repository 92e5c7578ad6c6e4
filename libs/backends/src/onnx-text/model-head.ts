import type { Tensor, TensorSpec } from '@harper-edge/contracts';

/** What turns the numbers a model gives for a row into the outputs of the task. */
export interface ModelHead {
  readonly outputs: readonly TensorSpec[];
  /** Name of the model's output that is read. */
  readonly source: string;
  /** The answer for a row, from its numbers; `tokens` of them are no padding, where the row is one of tokens. */
  readonly row: (values: Float32Array, tokens: number) => Float32Array;
  /** The outputs for all rows, in the order of `outputs`. */
  readonly collect: (rows: readonly Float32Array[]) => readonly Tensor[];
}
