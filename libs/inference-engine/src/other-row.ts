import { zeroRow, type Tensor } from '@harper-edge/contracts';

/**
 * Values of the same kind that are not those given. Their mean, smallest and largest differ too, because a model may look
 * at just these of all its rows. Fractions keep their order and their sign where it is positive; whole numbers and texts,
 * of which a model may know few, become zeros and empty, or ones where they are zeros.
 */
export function otherRow(tensor: Tensor): Tensor {
  switch (tensor.datatype) {
    case 'FP32':
      return { ...tensor, data: tensor.data.map(otherNumber) };
    case 'FP64':
      return { ...tensor, data: tensor.data.map(otherNumber) };
    case 'BYTES':
      return tensor.data.every((element) => element === '')
        ? { ...tensor, data: tensor.data.map(() => 'a') }
        : zeros(tensor);
    case 'INT64':
    case 'UINT64':
      return sumOf(tensor.data) === 0 ? filled(tensor, 1n) : zeros(tensor);
    default:
      return sumOf(tensor.data) === 0 ? filled(tensor, 1) : zeros(tensor);
  }
}

/** What it leaves as it was, 1.462…, no measurement is. */
const otherNumber = (value: number): number => (Number.isFinite(value) ? value / 2 : 0) + 0.7310585;

function sumOf(numbers: Iterable<number | bigint>): number {
  let sum = 0;
  for (const number of numbers) sum += Number(number);
  return sum;
}

const zeros = (tensor: Tensor): Tensor => zeroRow([tensor])[0] ?? tensor;

const filled = (tensor: Tensor, value: number | bigint): Tensor =>
  ({ ...tensor, data: (tensor.data as Int32Array).slice().fill(value as number) }) as Tensor;
