import type { Tensor } from '@harper-edge/contracts';

/** Numbers that a model gave, row-major; the first axis counts rows. */
export interface ModelValues {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A tensor of real numbers at 32 bits. @throws TypeError on any other datatype */
export function toModelValues({ name, datatype, shape, data }: Tensor): ModelValues {
  switch (datatype) {
    case 'FP32':
      return { shape, data };
    case 'FP64':
      return { shape, data: Float32Array.from(data) };
    case 'FP16':
      return { shape, data: Float32Array.from(data, halfToNumber) };
    default:
      throw new TypeError(`output "${name}": expected real numbers, received ${datatype}`);
  }
}

/** IEEE 754 binary16: one sign bit, five of exponent, ten of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
