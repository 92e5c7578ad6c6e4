import type { Tensor } from '@harper-edge/contracts';

/**
 * How sure a classifier is: the largest class probability, averaged over the rows. Class probabilities are the first
 * floating-point output of shape [rows, 2 or more classes] whose rows are in [0, 1] and add up to 1 within 0.001.
 * `undefined` when there is none.
 */
export function confidenceOf(outputs: readonly Tensor[]): number | undefined {
  for (const output of outputs) {
    if (output.datatype !== 'FP32' && output.datatype !== 'FP64') continue;
    const [rows, classes] = output.shape;
    if (output.shape.length !== 2 || rows === undefined || rows === 0 || classes === undefined || classes < 2) continue;
    const tops = Array.from({ length: rows }, (_, row) =>
      topProbability(output.data.subarray(row * classes, (row + 1) * classes)),
    );
    if (tops.every((top) => top !== undefined)) return tops.reduce((sum, top) => sum + top, 0) / rows;
  }
  return undefined;
}

function topProbability(row: Float32Array | Float64Array): number | undefined {
  let [sum, top] = [0, 0];
  for (const share of row) {
    if (!(share >= 0 && share <= 1)) return undefined;
    sum += share;
    top = Math.max(top, share);
  }
  return Math.abs(sum - 1) <= 0.001 ? top : undefined;
}
