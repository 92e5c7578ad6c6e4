import { EdgeError, type InferenceBackend, type LoadedModel } from '@harper-edge/contracts';
import { describeModel } from './describe-model.ts';
import { createEmbeddingAnswers } from './embedding-answers.ts';
import { findListedModel } from './listed-model.ts';
import { createModelResidency, type ModelResidency } from './model-residency.ts';
import { parseOllamaHost } from './ollama-host.ts';
import { createOllamaModel, type ModelAnswers } from './ollama-model.ts';
import { importOllamaRuntime, loadOllamaRuntime, type OllamaRuntime } from './ollama-runtime.ts';
import { createOllamaCalls, type OllamaCalls } from './ollama-calls.ts';
import { parseOllamaArtifact, type OllamaArtifact } from './parse-ollama-artifact.ts';
import { readOllamaArtifact } from './read-ollama-artifact.ts';
import { createTextAnswers } from './text-answers.ts';

export interface OllamaBackendOptions {
  /** What OLLAMA_HOST may hold: a URL, with user and password if need be, or name and port. Default `http://127.0.0.1:11434`. */
  readonly host?: string;
  /**
   * Longest silence of the server: before the first byte of an answer, which includes the time it takes to load a model, and
   * before each further one. Milliseconds, at least 1. Default 120 000.
   */
  readonly timeoutMs?: number;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Default: the package ollama, imported when the first model is loaded. */
  readonly importRuntime?: () => Promise<OllamaRuntime>;
}

/** Unloading is a courtesy that nobody should wait for. */
const unloadTimeoutMs = 5_000;
/** The longest time a timer can wait. */
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Runs models of an Ollama server, over its official client package. An artifact is a JSON text (`OllamaArtifact`) that names
 * the model; the model itself is pulled into the server beforehand. Loading asks whether the server has it and does not wait for
 * it to come into memory: the first run does.
 *
 * Releasing the last model of a name frees the server's memory, unless the server held that model before.
 *
 * @throws EdgeError INVALID_INPUT when `host` or `timeoutMs` is none. Loading: UNAVAILABLE or DEADLINE_EXCEEDED where no server
 *   answers, INVALID_MODEL where it does not have the model.
 * @example
 * const bytes = new TextEncoder().encode('{"modelName":"llama3.2","mode":"chat"}');
 * const model = await createOllamaBackend().load({ bytes });
 * await model.run([{ name: 'prompt', datatype: 'BYTES', shape: [1], data: ['Why is the sky blue?'] }]);
 */
export function createOllamaBackend({
  host = 'http://127.0.0.1:11434',
  timeoutMs = 120_000,
  fetch = globalThis.fetch,
  importRuntime = importOllamaRuntime,
}: OllamaBackendOptions = {}): InferenceBackend {
  if (!(timeoutMs >= 1 && timeoutMs <= longestTimeoutMs)) {
    throw new EdgeError('INVALID_INPUT', `timeoutMs: expected from 1 to ${longestTimeoutMs}, received ${timeoutMs}`);
  }
  const parsedHost = parseOllamaHost(host);
  const residency = createModelResidency();
  return {
    framework: 'ollama',
    load: async (source) => {
      const artifactBytes = await readOllamaArtifact(source);
      const artifact = parseOllamaArtifact(artifactBytes);
      const runtime = await loadOllamaRuntime(importRuntime);
      const calls = createOllamaCalls({ runtime, host: parsedHost, timeoutMs, fetch });
      return openModel({ calls, artifact, artifactBytes, residency });
    },
  };
}

interface Opening {
  readonly calls: OllamaCalls;
  readonly artifact: OllamaArtifact;
  readonly artifactBytes: Uint8Array;
  readonly residency: ModelResidency;
}

async function openModel({ calls, artifact, artifactBytes, residency }: Opening): Promise<LoadedModel> {
  const { modelName } = artifact;
  const version = await askVersion(calls, modelName);
  const [shown, listed] = await Promise.all([
    calls.ask({ modelName, phase: 'load' }, (client) => client.show({ model: modelName })),
    findListedModel(calls, modelName),
  ]);
  const metadata = describeModel(artifact, shown, version);
  const length = metadata.outputs[0]?.shape[1] ?? -1;
  const answers =
    artifact.mode === 'embeddings'
      ? createEmbeddingAnswers(calls, artifact, length)
      : createTextAnswers(calls, artifact);
  residency.join(modelName, listed.running);
  return createOllamaModel({
    metadata,
    memoryBytes: Math.max(listed.sizeBytes, artifactBytes.length),
    answers: noting(answers, () => {
      residency.used(modelName);
    }),
    unload: async () => {
      if (!residency.leave(modelName)) return;
      const question = { modelName, phase: 'run', timeoutMs: unloadTimeoutMs } as const;
      await calls
        .ask(question, (client) => client.generate({ model: modelName, prompt: '', keep_alive: 0 }))
        // The server drops it by itself after a while.
        .catch(() => undefined);
    },
  });
}

async function askVersion(calls: OllamaCalls, modelName: string): Promise<string> {
  return calls.ask({ modelName, phase: 'find' }, async (client) => {
    const { version } = (await client.version()) as { readonly version?: unknown };
    if (typeof version === 'string') return version;
    throw new TypeError('expected the version of an Ollama server');
  });
}

/** Calls `note` before each answer. */
function noting({ answer, chat, independentRows }: ModelAnswers, note: () => void): ModelAnswers {
  return {
    independentRows,
    answer: (input, signals) => {
      note();
      return answer(input, signals);
    },
    ...(chat !== undefined && {
      chat: (request, signals) => {
        note();
        return chat(request, signals);
      },
    }),
  };
}
