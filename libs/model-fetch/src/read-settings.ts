import { delimiter } from 'node:path';
import { EdgeError } from '@harper-edge/contracts';
import { createAddressCheck } from './http/address-check.ts';
import { parseTarget } from './http/parse-target.ts';
import type { ModelFetchSettings } from './model-fetch.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What both hosts read from MODEL_FETCH_* variables.
 *
 * @param directory where downloads come together unless MODEL_FETCH_DIRECTORY says otherwise
 * @throws EdgeError INVALID_INPUT naming the variable
 */
export function readModelFetchSettings(
  environment: Environment,
  directory: string,
): Omit<ModelFetchSettings, 'ollama'> {
  const text = (name: string): string | undefined => (environment[name] === '' ? undefined : environment[name]);
  const list = (name: string, separator: string): readonly string[] =>
    (text(name) ?? '')
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const allowedAddresses = list('MODEL_FETCH_ALLOWED_ADDRESSES', ',');
  const hubUrl = text('MODEL_FETCH_HUB_URL') ?? 'https://huggingface.co';
  named('MODEL_FETCH_ALLOWED_ADDRESSES', () => createAddressCheck(allowedAddresses));
  named('MODEL_FETCH_HUB_URL', () => parseTarget(hubUrl));
  return {
    directory: text('MODEL_FETCH_DIRECTORY') ?? directory,
    token: text('MODEL_FETCH_TOKEN'),
    hubUrl,
    roots: list('MODEL_FETCH_ROOTS', delimiter),
    allowedAddresses,
    webhookSecret: text('MODEL_FETCH_WEBHOOK_SECRET'),
    maxConcurrent: count('MODEL_FETCH_MAX_CONCURRENT', text, { fallback: 2, min: 1, max: 64 }),
    maxFileBytes: count('MODEL_FETCH_MAX_FILE_SIZE', text, { fallback: 4_294_967_296, min: 1 }),
    maxRetries: count('MODEL_FETCH_MAX_RETRIES', text, { fallback: 5, min: 0, max: 100 }),
    initialRetryDelayMs: count('MODEL_FETCH_INITIAL_RETRY_DELAY', text, { fallback: 1_000, min: 1, max: 3_600_000 }),
  };
}

interface Bounds {
  readonly fallback: number;
  readonly min: number;
  readonly max?: number;
}

function count(
  name: string,
  text: (name: string) => string | undefined,
  { fallback, min, max = Number.MAX_SAFE_INTEGER }: Bounds,
): number {
  const value = text(name) ?? String(fallback);
  if (/^[0-9]+$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
  throw new EdgeError('INVALID_INPUT', `${name}: expected a whole number from ${min} to ${max}, received "${value}"`);
}

function named(name: string, parse: () => unknown): void {
  try {
    parse();
  } catch (cause) {
    throw new EdgeError('INVALID_INPUT', `${name}: ${cause instanceof Error ? cause.message : 'not valid'}`, { cause });
  }
}
