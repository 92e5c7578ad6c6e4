import type { Json } from '@harper-edge/contracts';
import type { TensorColumns } from './model-columns.ts';

/** The elements of one tensor as an event keeps it, row after row; undefined where it does not fit the model. */
export function readTensor(
  values: Json,
  { tensor, names, isText, mapKeys }: TensorColumns,
  isOnlyText: boolean,
): readonly Json[] | undefined {
  const members = values as { readonly [name: string]: Json | undefined } | null;
  if (typeof members !== 'object' || members === null) return undefined;
  const given = members[tensor] ?? (isText && isOnlyText ? (members['text'] ?? members['texts']) : undefined);
  if (given === undefined) return undefined;
  const elements: Json[] = [];
  collect(mapKeys === undefined ? given : valuesOf(given, mapKeys), elements);
  return elements.length % names.length === 0 ? elements : undefined;
}

/** Nested arrays, or `{ data, shape }`, one after the other. */
function collect(value: Json, elements: Json[]): void {
  if (Array.isArray(value)) {
    // By index: an iterator makes two objects for each number.
    for (let index = 0; index < value.length; index++) {
      const element = value[index] as Json;
      if (typeof element === 'object') collect(element, elements);
      else elements.push(element);
    }
    return;
  }
  const data = typeof value === 'object' && value !== null ? (value as Record<string, Json>)['data'] : undefined;
  if (data === undefined) elements.push(value);
  else collect(data, elements);
}

function valuesOf(value: Json, keys: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((row: Json) => valuesOf(row, keys));
  const row = value as { readonly [key: string]: Json } | null;
  return keys.map((key) => (typeof row === 'object' && row !== null ? (row[key] ?? null) : null));
}
