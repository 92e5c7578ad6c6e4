import type { Json } from '@harper-edge/contracts';

/**
 * Parsed JSON with integers beyond 2^53 as strings of their digits, which is how they travel in JSON. Not done with a
 * replacer of `JSON.stringify`: Harper gives BigInt a `toJSON` of its own, which comes first and fails on some.
 */
export function bigIntsAsText(value: unknown): Json {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(bigIntsAsText);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bigIntsAsText(inner)]));
}
