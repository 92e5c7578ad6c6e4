import { usageError } from './cli-error.ts';

/** What is left out stays so. @throws CliError unless it is a decimal number */
export function parseNumber(text: string, what: string): number;
export function parseNumber(text: string | undefined, what: string): number | undefined;
export function parseNumber(text: string | undefined, what: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(text.trim()) && Number.isFinite(value)) return value;
  throw usageError(`${what}: expected a number, received ${JSON.stringify(text)}`);
}
