import type { Json } from '@harper-edge/contracts';

/**
 * Whether the value's JSON has at most about `maxBytes` characters. Gives up as soon as it has more, and does not write
 * the JSON: numbers count by an estimate of their digits.
 */
export function isJsonUpTo(value: Json, maxBytes: number): boolean {
  return sizeLeft(value, maxBytes) >= 0;
}

function sizeLeft(value: Json, left: number): number {
  if (left < 0) return left;
  if (typeof value === 'string') return left - value.length - 2;
  if (typeof value === 'number') return left - (Number.isInteger(value) ? String(value).length : 18);
  if (typeof value !== 'object' || value === null) return left - 5;
  let rest = left - 2;
  if (Array.isArray(value)) {
    // Every element has at least a digit and a comma.
    if (value.length * 2 > rest) return -1;
    for (const element of value as readonly Json[]) {
      rest = sizeLeft(element, rest) - 1;
      if (rest < 0) return rest;
    }
    return rest;
  }
  for (const [key, member] of Object.entries(value as Readonly<Record<string, Json>>)) {
    rest = sizeLeft(member, rest - key.length - 4);
    if (rest < 0) return rest;
  }
  return rest;
}
