import type { Json } from '@harper-edge/contracts';

/** Digits, sign, point and exponent of most numbers that are not whole. */
const fractionSize = 18;

/**
 * About how many characters the value's JSON has, without writing it, which for large tensors costs more than the model:
 * numbers with a fraction count 18 each, whatever is escaped in a text counts once.
 */
export function jsonSize(value: Json): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'number') return numberSize(value);
  if (typeof value !== 'object' || value === null) return 5;
  if (Array.isArray(value)) {
    let size = 1 + Math.max(1, value.length);
    // By index: an iterator makes two objects for each number.
    for (let i = 0; i < value.length; i++) {
      const element = value[i] as Json;
      size += typeof element === 'number' ? numberSize(element) : jsonSize(element);
    }
    return size;
  }
  const members = value as Readonly<Record<string, Json>>;
  const keys = Object.keys(members);
  let size = 1 + Math.max(1, keys.length);
  for (const key of keys) size += key.length + 3 + jsonSize(members[key] ?? null);
  return size;
}

function numberSize(value: number): number {
  if (value !== Math.trunc(value)) return fractionSize;
  return value >= 0 && value < 10 ? 1 : String(value).length;
}
