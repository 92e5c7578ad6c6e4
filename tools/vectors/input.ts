import { generateSample, isGeneratorSpec } from './generate-sample.ts';
import { NotRun } from './suite.ts';

/**
 * The inputs of a case, by key. Every method throws NotRun if the value is of another type; what no method was asked
 * for is reported as unknown. A fallback is taken where there is no such key.
 */
export interface Input {
  has: (key: string) => boolean;
  number: (key: string, fallback?: number) => number;
  /** Samples are generated; null, which is a missing value, is NaN. */
  numbers: (key: string) => number[];
  text: (key: string, fallback?: string) => string;
  /** The inputs of an object inside; none if there is no such key. */
  inside: (key: string) => Input;
  keys: () => readonly string[];
  /** Whatever is there, with samples generated and numbers in place of "NaN" and the infinities. */
  value: (key: string) => unknown;
}

const missing = (key: string, what: string): never => {
  throw new NotRun(`${key} is not ${what}`);
};

/** @param read takes the path of every key that is asked for */
export function createInput(given: Readonly<Record<string, unknown>>, read: (path: string) => void, path = ''): Input {
  const value = (key: string): unknown => {
    read(path + key);
    return readValue(given[key]);
  };
  return {
    has: (key) => {
      read(path + key);
      return given[key] !== undefined;
    },
    number: (key, fallback) => {
      const found = value(key) ?? fallback;
      return typeof found === 'number' ? found : missing(path + key, 'a number');
    },
    numbers: (key) => {
      const found = value(key);
      return Array.isArray(found)
        ? found.map((item: unknown) =>
            item === null ? Number.NaN : typeof item === 'number' ? item : missing(path + key, 'an array of numbers'),
          )
        : missing(path + key, 'an array');
    },
    text: (key, fallback) => {
      const found = value(key) ?? fallback;
      return typeof found === 'string' ? found : missing(path + key, 'a text');
    },
    inside: (key) => {
      const found = value(key) ?? {};
      read(`${path}${key}.`);
      return isRecord(found) ? createInput(found, read, `${path}${key}.`) : missing(path + key, 'an object');
    },
    keys: () => Object.keys(given),
    value,
  };
}

/** The paths of the keys that were not read, also in objects of which single keys were. */
export function unreadPaths(
  given: Readonly<Record<string, unknown>>,
  read: ReadonlySet<string>,
  path = '',
): readonly string[] {
  return Object.entries(given).flatMap(([key, value]) => {
    const at = path + key;
    if (!read.has(at)) return [at];
    return read.has(`${at}.`) && isRecord(value) ? unreadPaths(value, read, `${at}.`) : [];
  });
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const spelled: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity };

/** A value of the file with what JSON cannot hold put in: numbers spelled as text, and samples made by a generator. */
export function readValue(value: unknown): unknown {
  if (typeof value === 'string') return spelled[value] ?? value;
  if (Array.isArray(value)) return value.map(readValue);
  if (!isRecord(value)) return value;
  if (isGeneratorSpec(value)) return generateSample(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readValue(item)]));
}
