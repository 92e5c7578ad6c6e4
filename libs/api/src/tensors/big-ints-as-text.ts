import type { Json } from '@harper-edge/contracts';

/**
 * Parsed JSON with integers beyond 2^53 as strings of their digits, which is how they travel in JSON. Not done with a
 * replacer of `JSON.stringify`: Harper gives BigInt a `toJSON` of its own, which comes first and fails on some.
 */
export function bigIntsAsText(value: unknown): Json {
  return hasBigInt(value) ? withText(value) : (value as Json);
}

/** Most have none, and need no copy then. */
function hasBigInt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  if (!Array.isArray(value)) return Object.values(value).some(hasBigInt);
  // By index: an iterator makes two objects for each number.
  for (let i = 0; i < value.length; i++) {
    const element: unknown = value[i];
    if (typeof element !== 'number' && hasBigInt(element)) return true;
  }
  return false;
}

function withText(value: unknown): Json {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(withText);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withText(inner)]));
}
