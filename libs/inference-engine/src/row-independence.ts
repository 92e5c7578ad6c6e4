import { zeroRow, type LoadedModel, type Tensor } from '@harper-edge/contracts';
import { mergeInputs, rowsOf, splitOutputs } from './merge-tensors.ts';

/** Largest difference, as a share of the largest number of the output, that batches of different sizes may make. */
const tolerance = 1e-4;

/**
 * Tries out whether the model answers a row the same whatever rows run beside it: two different rows run alone and then
 * together. The first is taken from a real request; the second has its values in reverse order, or zeros where that
 * changes nothing. A model that fails here is not independent: it then gets each request alone, which is always right.
 */
export async function rowsAreIndependent(model: LoadedModel, inputs: readonly Tensor[]): Promise<boolean> {
  const first = inputs.map((tensor) => rowsOf(tensor, 0, 1));
  const reversed = first.map((tensor) => ({ ...tensor, data: tensor.data.slice().reverse() }) as Tensor);
  const second = first.every((tensor, i) => sameData(tensor, reversed[i] ?? tensor, 0)) ? zeroRow(first) : reversed;
  try {
    const alone = [await model.run(first), await model.run(second)] as const;
    const together = splitOutputs(await model.run(mergeInputs([first, second])), [1, 1]);
    return (
      together !== undefined &&
      alone.every((outputs, i) =>
        outputs.every((output, j) => {
          const other = together[i]?.[j];
          return output.shape[0] === 1 && other !== undefined && sameData(output, other, tolerance);
        }),
      )
    );
  } catch {
    return false;
  }
}

/** Floating-point numbers may differ a little, since sums are made in another order; everything else may not. */
function sameData(a: Tensor, b: Tensor, allowed: number): boolean {
  if (a.data.length !== b.data.length) return false;
  if (a.datatype !== 'FP32' && a.datatype !== 'FP64') return a.data.every((element, i) => element === b.data[i]);
  const numbers = b.data as Float32Array;
  let largest = 0;
  for (const element of a.data) if (Number.isFinite(element)) largest = Math.max(largest, Math.abs(element));
  return a.data.every((element, i) => {
    const other = numbers[i] ?? Number.NaN;
    return Object.is(element, other) || Math.abs(element - other) <= allowed * largest;
  });
}
