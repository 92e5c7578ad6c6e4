import { EdgeError } from '@harper-edge/contracts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function invalid(where: string, expected: string, received: unknown): EdgeError {
  return new EdgeError(
    'INVALID_INPUT',
    `metadata.${where}: expected ${expected}, received ${JSON.stringify(received).slice(0, 100)}`,
  );
}

/** The object under `where`; an empty one where nothing is declared. @throws EdgeError INVALID_INPUT on anything else */
export function declaredObject(value: unknown, where: string): JsonObject {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalid(where, 'an object', value);
  return value;
}

/** The object under `where` with no other members than `keys`. @throws EdgeError INVALID_INPUT on anything else */
export function declaredMembers(value: unknown, where: string, keys: readonly string[]): JsonObject {
  const object = declaredObject(value, where);
  const stranger = Object.keys(object).find((key) => !keys.includes(key));
  if (stranger === undefined) return object;
  throw new EdgeError(
    'INVALID_INPUT',
    `metadata.${where}: expected ${keys.join(', ') || 'nothing'}, received "${stranger.slice(0, 80)}"`,
  );
}

/** One of the given words, or `undefined` where nothing is declared. @throws EdgeError INVALID_INPUT on any other value */
export function declaredWord<T extends string>(value: unknown, where: string, words: readonly T[]): T | undefined {
  if (value === undefined || value === null) return undefined;
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  throw invalid(where, `one of ${words.map((candidate) => `"${candidate}"`).join(', ')}`, value);
}

/** A truth value, or `undefined` where nothing is declared. @throws EdgeError INVALID_INPUT on anything else */
export function declaredBoolean(value: unknown, where: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalid(where, 'true or false', value);
  return value;
}

/** A text, or `undefined` where nothing is declared. @throws EdgeError INVALID_INPUT on anything else */
export function declaredText(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(where, 'a text', value);
  return value;
}

/** Texts, or `undefined` where nothing is declared. @throws EdgeError INVALID_INPUT on anything but a list of texts */
export function declaredTexts(value: unknown, where: string): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length === 0 || !value.every((element) => typeof element === 'string')) {
    throw invalid(where, 'a list of at least one text', value);
  }
  return value;
}

/** A whole number from 1 to `limit`, or `undefined` where nothing is declared. @throws EdgeError INVALID_INPUT on anything else */
export function declaredCount(value: unknown, where: string, limit: number): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > limit) {
    throw invalid(where, `a whole number from 1${Number.isFinite(limit) ? ` to ${limit}` : ''}`, value);
  }
  return value;
}
