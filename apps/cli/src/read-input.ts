import { readFile } from 'node:fs/promises';
import { usageError } from './cli-error.ts';

/**
 * What an argument stands for: `-` is standard input, `@file` the file, anything else itself.
 *
 * @throws CliError when a file cannot be read, or nothing is piped in
 */
export async function readInput(argument: string, stdin: NodeJS.ReadStream): Promise<string> {
  if (argument === '-') {
    if (stdin.isTTY) throw usageError('"-" reads standard input: pipe something in');
    return (await stdin.setEncoding('utf8').toArray()).join('');
  }
  if (!argument.startsWith('@')) return argument;
  try {
    return await readFile(argument.slice(1), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw usageError(`${argument.slice(1)} cannot be read (${code})`, error);
  }
}

/** Lines that are not empty. */
export const linesOf = (text: string): readonly string[] => text.split(/\r?\n/).filter((line) => line !== '');

/** Strings, and whole numbers. */
const tokens = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d+(?![\d.eE])/g;

/**
 * JSON as the API takes it. Whole numbers that JavaScript would round become strings, which the API reads as 64-bit integers.
 *
 * @throws CliError naming what was to be JSON
 */
export function parseJson(text: string, what: string): unknown {
  const exact = text.replaceAll(tokens, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
  try {
    return JSON.parse(exact) as unknown;
  } catch (error) {
    throw usageError(`${what}: expected JSON, received ${JSON.stringify(text.trim().slice(0, 60))}`, error);
  }
}

/** @throws CliError when it is no JSON object */
export function parseJsonObject(text: string, what: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text, what);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw usageError(`${what}: expected a JSON object, received ${JSON.stringify(text.trim().slice(0, 60))}`);
}
