import { join } from 'node:path';
import { readMailSettings, type MailSettings } from '@harper-edge/api';
import { EdgeError } from '@harper-edge/contracts';
import { readModelFetchSettings, type ModelFetchSettings } from '@harper-edge/model-fetch';

export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Folder of the tables and blobs. */
  readonly dataPath: string;
  /** Callers must present it as a Bearer token or X-API-Key. Without one everybody may call, from this machine only. */
  readonly apiKey: string | undefined;
  readonly maxMemoryBytes: number;
  readonly maxBodyBytes: number;
  readonly maxModelBytes: number;
  /** Processes that run models, at most one for each CPU. */
  readonly inferenceWorkers: number;
  /** Rows that run together at most; 1 turns batching off. */
  readonly maxBatchRows: number;
  /** Whether predictions are recorded as events. */
  readonly recordEvents: boolean;
  /** Where the Ollama server is. */
  readonly ollamaHost: string;
  readonly modelFetch: ModelFetchSettings;
  /** Absent where no mail server is set. */
  readonly mail: MailSettings | undefined;
  readonly logLevel: string;
  /** How long a shutdown waits for the requests under way. */
  readonly shutdownMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * All settings, from EDGE_AI_* and MODEL_FETCH_* variables.
 *
 * @throws EdgeError INVALID_INPUT naming the variable
 */
export function readSettings(environment: Environment): Settings {
  const host = text(environment, 'EDGE_AI_HOST', '127.0.0.1');
  const apiKey = environment['EDGE_AI_API_KEY'];
  if (apiKey !== undefined && apiKey.length < 16) {
    throw new EdgeError('INVALID_INPUT', 'EDGE_AI_API_KEY: expected at least 16 characters');
  }
  if (apiKey === undefined && !['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new EdgeError(
      'INVALID_INPUT',
      `EDGE_AI_HOST=${host} can be reached from other machines: set EDGE_AI_API_KEY too, or use 127.0.0.1`,
    );
  }
  if (apiKey === undefined && environment['NODE_ENV'] === 'production') {
    throw new EdgeError(
      'INVALID_INPUT',
      'NODE_ENV=production: expected EDGE_AI_API_KEY; without one everybody may call',
    );
  }
  const dataPath = text(environment, 'EDGE_AI_DATA', join('.data', 'standalone'));
  return {
    host,
    apiKey,
    port: integer(environment, 'EDGE_AI_PORT', { fallback: 3001, max: 65_535 }),
    dataPath,
    modelFetch: readModelFetchSettings(environment, join(dataPath, 'fetch')),
    maxMemoryBytes: integer(environment, 'EDGE_AI_MAX_MEMORY_BYTES', { fallback: 1_073_741_824 }),
    maxBodyBytes: integer(environment, 'EDGE_AI_MAX_BODY_BYTES', { fallback: 33_554_432 }),
    maxModelBytes: integer(environment, 'EDGE_AI_MAX_MODEL_BYTES', { fallback: 4_294_967_296 }),
    inferenceWorkers: integer(environment, 'EDGE_AI_INFERENCE_WORKERS', { fallback: 2, min: 1, max: 64 }),
    maxBatchRows: integer(environment, 'EDGE_AI_MAX_BATCH_ROWS', { fallback: 32, min: 1, max: 4_096 }),
    recordEvents: choice(environment, 'EDGE_AI_RECORD_EVENTS', ['on', 'off']) === 'on',
    ollamaHost: text(environment, 'OLLAMA_HOST', 'http://127.0.0.1:11434'),
    mail: readMailSettings(environment),
    logLevel: choice(environment, 'EDGE_AI_LOG_LEVEL', ['info', 'debug', 'warn', 'error', 'silent']),
    shutdownMs: integer(environment, 'EDGE_AI_SHUTDOWN_MS', { fallback: 10_000 }),
  };
}

function text(environment: Environment, name: string, fallback: string): string {
  const value = environment[name];
  return value === undefined || value === '' ? fallback : value;
}

function integer(
  environment: Environment,
  name: string,
  {
    fallback,
    min = 0,
    max = Number.MAX_SAFE_INTEGER,
  }: { readonly fallback: number; readonly min?: number; readonly max?: number },
): number {
  const value = text(environment, name, String(fallback));
  if (/^[0-9]+$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
  throw new EdgeError('INVALID_INPUT', `${name}: expected a whole number from ${min} to ${max}, received "${value}"`);
}

/** The first choice is the default. */
function choice(environment: Environment, name: string, choices: readonly [string, ...string[]]): string {
  const value = text(environment, name, choices[0]);
  if (choices.includes(value)) return value;
  throw new EdgeError('INVALID_INPUT', `${name}: expected one of ${choices.join(', ')}, received "${value}"`);
}
