import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMailSettings, type MailSettings } from '@harper-edge/api';
import { EdgeError } from '@harper-edge/contracts';
import { readModelFetchSettings, type ModelFetchSettings } from '@harper-edge/model-fetch';

export interface Settings {
  /**
   * `authenticated`: callers are users of Harper. `open`: whoever calls from this machine may too, but not use the store door
   * nor what is for administrators. Not in production.
   */
  readonly access: 'authenticated' | 'open';
  /** Where the Ollama server is. */
  readonly ollamaHost: string;
  readonly modelFetch: ModelFetchSettings;
  /** Absent where no mail server is set. */
  readonly mail: MailSettings | undefined;
  /** For the loaded models of each worker thread. */
  readonly maxMemoryBytes: number;
  readonly maxBodyBytes: number;
  readonly maxModelBytes: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * All settings, from EDGE_AI_* and MODEL_FETCH_* variables of Harper's environment or the component's `.env`.
 *
 * @throws EdgeError INVALID_INPUT naming the variable
 */
export function readSettings(environment: Environment): Settings {
  const access = environment['EDGE_AI_ACCESS'] ?? 'authenticated';
  if (access !== 'authenticated' && access !== 'open') {
    throw new EdgeError('INVALID_INPUT', `EDGE_AI_ACCESS: expected authenticated or open, received "${access}"`);
  }
  if (access === 'open' && environment['NODE_ENV'] === 'production') {
    throw new EdgeError('INVALID_INPUT', 'EDGE_AI_ACCESS=open lets everybody in: not with NODE_ENV=production');
  }
  return {
    access,
    ollamaHost: environment['OLLAMA_HOST'] ?? 'http://127.0.0.1:11434',
    modelFetch: readModelFetchSettings(environment, join(environment['ROOTPATH'] ?? tmpdir(), 'model-fetch')),
    mail: readMailSettings(environment),
    maxMemoryBytes: integer(environment, 'EDGE_AI_MAX_MEMORY_BYTES', 1_073_741_824),
    maxBodyBytes: integer(environment, 'EDGE_AI_MAX_BODY_BYTES', 33_554_432),
    maxModelBytes: integer(environment, 'EDGE_AI_MAX_MODEL_BYTES', 4_294_967_296),
  };
}

function integer(environment: Environment, name: string, fallback: number): number {
  const value = environment[name] ?? String(fallback);
  if (/^[0-9]+$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value);
  throw new EdgeError('INVALID_INPUT', `${name}: expected a whole number, received "${value}"`);
}
