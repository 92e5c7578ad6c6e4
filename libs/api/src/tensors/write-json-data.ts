import { isUtf8 } from 'node:buffer';
import type { Tensor } from '@harper-edge/contracts';
import { fromHalf } from './half.ts';

export interface JsonData {
  /** A flat JSON array, row-major. */
  readonly text: string;
  /** What a reader must know of it beside the datatype. */
  readonly parameters?: { readonly non_finite: true } | { readonly content_type: 'base64' };
}

/**
 * The elements as JSON that loses nothing: integers beyond 2^53 as strings of digits, NaN and the infinities as strings
 * with the parameter `non_finite`, a negative zero with its sign, FP16 as its numbers. BYTES are strings, or all base64
 * with the parameter `content_type` where one of them is no UTF-8.
 */
export function writeJsonData({ datatype, data }: Tensor): JsonData {
  switch (datatype) {
    case 'FP32':
    case 'FP64':
      return writeFloats(Array.from(data));
    case 'FP16':
      return writeFloats(Array.from(data, fromHalf));
    case 'INT64':
    case 'UINT64':
      // The types of the two arrays have no common call.
      return { text: JSON.stringify(Array.from(data as BigInt64Array, numberOrDigits)) };
    case 'BOOL':
      return { text: JSON.stringify(Array.from(data, (element) => element === 1)) };
    case 'BYTES':
      return writeTexts(data);
    default:
      return { text: JSON.stringify(Array.from(data)) };
  }
}

function numberOrDigits(element: bigint): number | string {
  const number = Number(element);
  return Number.isSafeInteger(number) ? number : String(element);
}

function writeFloats(numbers: readonly number[]): JsonData {
  if (numbers.every((number) => Number.isFinite(number) && !Object.is(number, -0))) {
    return { text: JSON.stringify(numbers) };
  }
  const texts = numbers.map((number) =>
    Number.isFinite(number) ? (Object.is(number, -0) ? '-0.0' : String(number)) : `"${number}"`,
  );
  const text = `[${texts.join(',')}]`;
  return numbers.every(Number.isFinite) ? { text } : { text, parameters: { non_finite: true } };
}

function writeTexts(elements: readonly (string | Uint8Array)[]): JsonData {
  const buffers = elements.map((element) => (typeof element === 'string' ? element : Buffer.from(element)));
  if (buffers.every((element) => typeof element === 'string' || isUtf8(element))) {
    return { text: JSON.stringify(buffers.map(String)) };
  }
  return {
    text: JSON.stringify(buffers.map((element) => Buffer.from(element as string).toString('base64'))),
    parameters: { content_type: 'base64' },
  };
}
