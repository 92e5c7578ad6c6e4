import { elementCount, type Tensor } from '@harper-edge/contracts';

/** What rows of two requests must have in common to run together: names, datatypes and all axes but the first. */
export function batchSignature(inputs: readonly Tensor[], outputs: readonly string[] | undefined): string {
  let signature = outputs === undefined ? '' : JSON.stringify(outputs);
  for (const { name, datatype, shape } of inputs) {
    signature += `|${name} ${datatype}`;
    for (let axis = 1; axis < shape.length; axis++) signature += `,${shape[axis] ?? 0}`;
  }
  return signature;
}

/** The tensors of several requests one below the other. All must have the same `batchSignature` and order of inputs. */
export function mergeInputs(requests: readonly (readonly Tensor[])[]): readonly Tensor[] {
  const [first = []] = requests;
  return first.map((tensor, index) =>
    concatRows(
      tensor,
      requests.map((inputs) => inputs[index] ?? tensor),
    ),
  );
}

function concatRows(first: Tensor, tensors: readonly Tensor[]): Tensor {
  const rows = tensors.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const shape = [rows, ...first.shape.slice(1)];
  const { name, datatype } = first;
  if (datatype === 'BYTES') {
    return { name, datatype, shape, data: tensors.flatMap(({ data }) => data as readonly string[]) };
  }
  const Elements = first.data.constructor as new (length: number) => Float32Array;
  const data = new Elements(elementCount(shape));
  let offset = 0;
  for (const tensor of tensors) {
    data.set(tensor.data as Float32Array, offset);
    offset += tensor.data.length;
  }
  return { name, datatype, shape, data } as Tensor;
}

/**
 * The outputs of a batch cut into those of its requests, in order; `undefined` when an output has not one row for each
 * row that went in. The parts are views of the same memory.
 */
export function splitOutputs(
  outputs: readonly Tensor[],
  rowCounts: readonly number[],
): readonly (readonly Tensor[])[] | undefined {
  const rows = rowCounts.reduce((sum, count) => sum + count, 0);
  if (outputs.some(({ shape }) => shape[0] !== rows)) return undefined;
  let start = 0;
  return rowCounts.map((count) => {
    const part = outputs.map((tensor) => rowsOf(tensor, start, count));
    start += count;
    return part;
  });
}

/** `count` rows from `start`. */
export function rowsOf(tensor: Tensor, start: number, count: number): Tensor {
  const rowSize = elementCount(tensor.shape.slice(1));
  const [from, to] = [start * rowSize, (start + count) * rowSize];
  const data = tensor.datatype === 'BYTES' ? tensor.data.slice(from, to) : tensor.data.subarray(from, to);
  return { name: tensor.name, datatype: tensor.datatype, shape: [count, ...tensor.shape.slice(1)], data } as Tensor;
}
