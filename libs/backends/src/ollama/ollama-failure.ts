import { EdgeError, isEdgeError, type EdgeErrorCode } from '@harper-edge/contracts';
import { serverReason } from './server-reason.ts';

/** What was asked of which server, for messages. */
export interface Asked {
  /** Scheme, name and port. */
  readonly shown: string;
  readonly modelName: string;
  /** `find`: whether a server is there; `load`: whether it has the model; `run`: the model's answer. */
  readonly phase: 'find' | 'load' | 'run';
}

/**
 * Whatever the client package rejected with, as an EdgeError: an HTTP status by its meaning, everything else as an answer that
 * is not Ollama's protocol. Errors that are EdgeErrors already stay as they are.
 */
export function toEdgeError(error: unknown, asked: Asked): EdgeError {
  if (isEdgeError(error)) return error;
  const { status_code: status, message } = error as { readonly status_code?: unknown; readonly message?: unknown };
  if (typeof status === 'number' && !(asked.phase === 'find' && status < 500 && status !== 401 && status !== 403)) {
    const { code, problem } = meaningOf(status, serverReason(String(message)), asked);
    return new EdgeError(code, problem, { cause: error, status });
  }
  return new EdgeError(
    'UNAVAILABLE',
    `what answers at ${asked.shown} did not keep to Ollama's protocol; check OLLAMA_HOST and the server's version`,
    { cause: error },
  );
}

interface Meaning {
  readonly code: EdgeErrorCode;
  readonly problem: string;
}

function meaningOf(status: number, reason: string, { shown, modelName, phase }: Asked): Meaning {
  const load = phase === 'load';
  if (phase === 'find' && status >= 500) {
    return { code: 'UNAVAILABLE', problem: `the Ollama server at ${shown} could not answer: ${reason}` };
  }
  switch (status) {
    case 404:
      return {
        code: load ? 'INVALID_MODEL' : 'NOT_FOUND',
        problem: `the Ollama server has no model "${modelName}"; pull it there with: ollama pull ${modelName}`,
      };
    case 401:
    case 403:
      return {
        code: 'UNAVAILABLE',
        problem: `the Ollama server at ${shown} does not let this host in; check the credentials in OLLAMA_HOST`,
      };
    case 429:
    case 503:
      return { code: 'UNAVAILABLE', problem: `the Ollama server is overloaded, try again later: ${reason}` };
    case 499:
    case 502:
    case 504:
      return { code: 'UNAVAILABLE', problem: `the Ollama server could not answer: ${reason}` };
    case 500:
    case 501:
      return {
        code: load ? 'INVALID_MODEL' : 'MODEL_FAILED',
        problem: `the Ollama server failed on model "${modelName}": ${reason}`,
      };
  }
  if (status >= 400 && status < 500) {
    return {
      code: load ? 'INVALID_MODEL' : 'INVALID_INPUT',
      problem: `the Ollama server refused what was asked of model "${modelName}": ${reason}`,
    };
  }
  return { code: 'UNAVAILABLE', problem: `the Ollama server answered with status ${status}: ${reason}` };
}
