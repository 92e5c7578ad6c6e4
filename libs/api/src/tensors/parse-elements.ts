import { EdgeError, type Datatype, type TensorData, type TensorSpec } from '@harper-edge/contracts';
import { toHalf } from './half.ts';
import { showValue } from './show-value.ts';

type Parser<D extends Datatype> = (elements: readonly unknown[], fail: Fail) => TensorData[D];
/** Throws for the element at this index, saying what was expected. */
type Fail = (index: number, expected: string) => never;

/**
 * JSON elements to the array of a datatype. Nothing wraps, cuts or turns into something else: an element that does not
 * fit is an error. 64-bit integers may be strings of digits, and NaN and the infinities the strings of their names.
 *
 * @throws EdgeError INVALID_INPUT naming the tensor and the index.
 */
export function parseElements(elements: readonly unknown[], { name, datatype }: TensorSpec): TensorData[Datatype] {
  return parsers[datatype](elements, (index, expected) => {
    throw new EdgeError(
      'INVALID_INPUT',
      `input "${name}": element ${index}: expected ${expected} for ${datatype}, received ${showValue(elements[index])}`,
    );
  });
}

const integers =
  <A extends { [index: number]: number; readonly length: number }>(
    create: (length: number) => A,
    min: number,
    max: number,
  ) =>
  (elements: readonly unknown[], fail: Fail): A => {
    const data = create(elements.length);
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i];
      if (typeof element !== 'number' || !Number.isInteger(element) || element < min || element > max)
        fail(i, `a whole number from ${min} to ${max}`);
      data[i] = element;
    }
    return data;
  };

const bigIntegers =
  <A extends { [index: number]: bigint; readonly length: number }>(
    create: (length: number) => A,
    min: bigint,
    max: bigint,
  ) =>
  (elements: readonly unknown[], fail: Fail): A => {
    const data = create(elements.length);
    for (let i = 0; i < elements.length; i++) {
      const element = toBigInt(elements[i]);
      if (element === undefined || element < min || element > max)
        fail(i, `a whole number from ${min} to ${max}, beyond 2^53 as a string`);
      data[i] = element;
    }
    return data;
  };

function toBigInt(element: unknown): bigint | undefined {
  if (typeof element === 'bigint') return element;
  if (typeof element === 'number') return Number.isSafeInteger(element) ? BigInt(element) : undefined;
  return typeof element === 'string' && /^-?[0-9]{1,20}$/.test(element) ? BigInt(element) : undefined;
}

const named: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Infinity, '-Infinity': -Infinity };

/** Rounds to the nearest representable number; a finite number beyond the largest is an error, not an infinity. */
const floats =
  <A extends { [index: number]: number; readonly length: number }>(
    create: (length: number) => A,
    max: number,
    encode: (x: number) => number,
  ) =>
  (elements: readonly unknown[], fail: Fail): A => {
    const data = create(elements.length);
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i];
      const number = toNumber(element);
      if (typeof number !== 'number') fail(i, 'a number, "NaN", "Infinity" or "-Infinity"');
      // JSON has no infinite numbers: such an element was written as a finite one, 1e999 for example.
      else if (Math.abs(number) > max && (Number.isFinite(number) || typeof element === 'number'))
        fail(i, `a number up to ${max} in size`);
      else data[i] = encode(number);
    }
    return data;
  };

/**
 * A big integer is a number too: where a number can hold it exactly, or would itself be written with these digits, as
 * 34984583095123970 is, which stands for ...968.
 */
function toNumber(element: unknown): unknown {
  if (typeof element === 'string') return Object.hasOwn(named, element) ? named[element] : element;
  if (typeof element !== 'bigint') return element;
  const number = Number(element);
  if (!Number.isFinite(number)) return element;
  return BigInt(number) === element || String(number) === String(element) ? number : element;
}

const asIs = (x: number): number => x;

const parsers: { readonly [D in Datatype]: Parser<D> } = {
  BOOL: (elements, fail) =>
    Uint8Array.from(elements, (element, i) =>
      element === true || element === 1 ? 1 : element === false || element === 0 ? 0 : fail(i, 'true or false'),
    ),
  UINT8: integers((length) => new Uint8Array(length), 0, 255),
  UINT16: integers((length) => new Uint16Array(length), 0, 65_535),
  UINT32: integers((length) => new Uint32Array(length), 0, 4_294_967_295),
  UINT64: bigIntegers((length) => new BigUint64Array(length), 0n, 2n ** 64n - 1n),
  INT8: integers((length) => new Int8Array(length), -128, 127),
  INT16: integers((length) => new Int16Array(length), -32_768, 32_767),
  INT32: integers((length) => new Int32Array(length), -2_147_483_648, 2_147_483_647),
  INT64: bigIntegers((length) => new BigInt64Array(length), -(2n ** 63n), 2n ** 63n - 1n),
  FP16: floats((length) => new Uint16Array(length), 65_504, toHalf),
  FP32: floats((length) => new Float32Array(length), 3.4028234663852886e38, asIs),
  FP64: floats((length) => new Float64Array(length), Number.MAX_VALUE, asIs),
  BYTES: (elements, fail) =>
    elements.map((element, i) =>
      typeof element === 'string' && !halfPair.test(element) ? element : fail(i, 'a string of whole characters'),
    ),
};

/** A surrogate without its other half is no character, and would arrive as another. */
const halfPair = /\p{Surrogate}/u;
