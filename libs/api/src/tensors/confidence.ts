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
    let sum: number | undefined = 0;
    for (let row = 0; row < rows && sum !== undefined; row++) {
      const top = topProbability(output.data, { from: row * classes, to: (row + 1) * classes });
      sum = top === undefined ? undefined : sum + top;
    }
    if (sum !== undefined) return sum / rows;
  }
  return undefined;
}

function topProbability(
  data: Float32Array | Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  let sum = 0;
  let top = 0;
  for (let i = from; i < to; i++) {
    const share = data[i] ?? Number.NaN;
    if (!(share >= 0 && share <= 1)) return undefined;
    sum += share;
    if (share > top) top = share;
  }
  return Math.abs(sum - 1) <= 0.001 ? top : undefined;
}
