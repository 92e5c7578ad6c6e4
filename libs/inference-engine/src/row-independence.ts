import { zeroRow, type LoadedModel, type Tensor } from '@harper-edge/contracts';
import { mergeInputs, rowsOf, splitOutputs } from './merge-tensors.ts';
import { otherRow } from './other-row.ts';

/** Largest difference, as a share of the largest number of the output, that batches of different sizes may make. */
const tolerance = 1e-4;

/**
 * Tries out whether the model answers a row the same whatever rows run beside it: a row of a real request and two made
 * up run alone and then together. A model that answers differently then is not independent, and gets each request
 * alone, which is always right; so does one that runs on no row made up. `undefined` when the request's own row fails or
 * gives NaN, which tells nothing of the model.
 */
export async function rowsAreIndependent(model: LoadedModel, inputs: readonly Tensor[]): Promise<boolean | undefined> {
  const run = (row: readonly Tensor[]) => model.run(row).catch(() => undefined);
  const first = inputs.map((tensor) => rowsOf(tensor, 0, 1));
  const firstAlone = await run(first);
  if (firstAlone === undefined || firstAlone.some(hasNaN)) return undefined;
  const rows: Row[] = [first];
  const alone: Row[] = [firstAlone];
  const other = first.map(otherRow);
  for (const row of [other, other.map(otherRow), zeroRow(first)]) {
    const answer = rows.length === 3 || sameTensors(first, row, 0) ? undefined : await run(row);
    if (answer === undefined) continue;
    rows.push(row);
    alone.push(answer);
  }
  return rows.length > 1 && (await sameTogether(run, twiceTheLast(rows), twiceTheLast(alone)));
}

type Row = readonly Tensor[];

/** What is summed down the rows then shows also where the first is zero. */
const twiceTheLast = (rows: readonly Row[]): readonly Row[] => [...rows, ...rows.slice(-1)];

async function sameTogether(
  run: (inputs: Row) => Promise<Row | undefined>,
  rows: readonly Row[],
  alone: readonly Row[],
): Promise<boolean> {
  const merged = await run(mergeInputs(rows));
  const together =
    merged &&
    splitOutputs(
      merged,
      rows.map(() => 1),
    );
  return together !== undefined && alone.every((outputs, i) => sameTensors(outputs, together[i] ?? [], tolerance));
}

const hasNaN = ({ data }: Tensor): boolean => data.some((element) => Number.isNaN(element));

const sameTensors = (a: readonly Tensor[], b: readonly Tensor[], allowed: number): boolean =>
  a.length === b.length &&
  a.every((tensor, i) => {
    const other = b[i];
    return other !== undefined && tensor.shape[0] === 1 && sameData(tensor, other, allowed);
  });

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
