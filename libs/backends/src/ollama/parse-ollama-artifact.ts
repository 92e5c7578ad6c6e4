import { EdgeError } from '@harper-edge/contracts';

const ollamaModes = ['chat', 'generate', 'embeddings'] as const;
export type OllamaMode = (typeof ollamaModes)[number];

export type OllamaOptions = { readonly [name: string]: number | boolean | string | readonly string[] };

/** What an Ollama model's artifact says. The model itself lies in the Ollama server. */
export interface OllamaArtifact {
  /** As `ollama list` shows it; without a tag it is `:latest`. */
  readonly modelName: string;
  /** `chat`: prompts are messages of a user; `generate`: prompts go to the model's own template; `embeddings`: texts become vectors. */
  readonly mode: OllamaMode;
  /** Parameters of a Modelfile, such as `temperature` and `num_ctx`. */
  readonly options: OllamaOptions;
  readonly systemPrompt?: string;
  /** How long the server keeps the model after a call: seconds, or a text such as `5m`; negative is for ever. Default: the server's. */
  readonly keepAlive?: number | string;
  /** Embeddings only: shorten the vectors to this many numbers, at least 1. */
  readonly dimensions?: number;
}

/** Bytes; far more than any artifact has. */
const largestArtifact = 2 ** 20;
const example = '{"modelName":"llama3.2","mode":"chat"}';
const fields = ['modelName', 'mode', 'options', 'systemPrompt', 'keepAlive', 'dimensions'];

/**
 * Reads the JSON text that stands for a model of an Ollama server, at most 1 MiB.
 *
 * @throws EdgeError INVALID_MODEL naming the field, what was expected and what came.
 * @example
 * parseOllamaArtifact(new TextEncoder().encode('{"modelName":"nomic-embed-text","mode":"embeddings"}'));
 */
export function parseOllamaArtifact(bytes: Uint8Array): OllamaArtifact {
  const fact = parseObject(bytes);
  const unknown = Object.keys(fact).find((key) => !fields.includes(key));
  if (unknown !== undefined) {
    throw invalid(`"${unknown.slice(0, 60)}" is unknown; the fields are ${fields.join(', ')}`);
  }
  const { systemPrompt, keepAlive, dimensions } = fact;
  return {
    modelName: parseModelName(fact['modelName']),
    mode: parseMode(fact['mode']),
    options: parseOptions(fact['options']),
    ...(systemPrompt !== undefined && { systemPrompt: text('systemPrompt', systemPrompt) }),
    ...(keepAlive !== undefined && { keepAlive: parseKeepAlive(keepAlive) }),
    ...(dimensions !== undefined && { dimensions: parseDimensions(dimensions) }),
  };
}

/** @throws EdgeError INVALID_MODEL when that many bytes are too many. */
export function checkArtifactSize(sizeBytes: number): void {
  if (sizeBytes <= largestArtifact) return;
  throw invalid(`received ${sizeBytes} bytes, more than any such text has; the model itself stays in Ollama`);
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  if (bytes.length === 0) throw invalid('received an empty file');
  checkArtifactSize(bytes.length);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid(
      `received ${bytes.length} bytes that are no JSON; archives and model files are not read: pull the model into Ollama`,
      cause,
    );
  }
  if (isObject(value)) return value;
  throw invalid(`received ${kindOf(value)} instead of an object`);
}

function parseModelName(value: unknown): string {
  const name = text('modelName', value);
  // What Ollama takes for a name: [host[:port]/][namespace/]model[:tag].
  if (/^[\w.:/@-]{1,255}$/.test(name)) return name;
  throw invalid(`modelName: expected a name such as "llama3.2" or "llama3.2:3b", received "${name.slice(0, 60)}"`);
}

function parseMode(value: unknown): OllamaMode {
  if (value === undefined) return 'chat';
  const mode = ollamaModes.find((known) => known === value);
  if (mode !== undefined) return mode;
  throw invalid(`mode: expected one of ${ollamaModes.join(', ')}, received ${kindOf(value)}`);
}

function parseOptions(value: unknown): OllamaOptions {
  if (value === undefined) return {};
  if (!isObject(value)) throw invalid(`options: expected an object, received ${kindOf(value)}`);
  for (const [name, option] of Object.entries(value)) {
    if (!isOption(option)) {
      throw invalid(
        `options.${name.slice(0, 60)}: expected a number, a boolean, a text or a list of texts, received ${kindOf(option)}`,
      );
    }
  }
  return value as OllamaOptions;
}

function isOption(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
}

function parseKeepAlive(value: unknown): number | string {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(value)) return value;
  throw invalid(`keepAlive: expected seconds, or a text such as "5m", received ${kindOf(value)}`);
}

function parseDimensions(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw invalid(`dimensions: expected a whole number from 1, received ${kindOf(value)}`);
}

function text(field: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalid(`${field}: expected a text, received ${kindOf(value)}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'none';
  return JSON.stringify(value).slice(0, 60);
}

function invalid(problem: string, cause?: unknown): EdgeError {
  return new EdgeError('INVALID_MODEL', `expected a JSON text such as ${example}: ${problem}`, { cause });
}
