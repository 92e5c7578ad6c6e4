import { EdgeError, type ModelSource, type PrepareOptions } from '@harper-edge/contracts';
import { checkSourcePath } from '../files/check-source-path.ts';
import { checkOffset, offsetBeyondEnd } from '../files/skip-bytes.ts';
import { suggestName } from '../files/suggest-name.ts';
import { isObject, textIn, type JsonObject } from '../files/json-object.ts';
import { readJson } from '../http/read-json.ts';
import { readLines } from '../http/read-lines.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import type { SourceParts } from './source-parts.ts';

/** The artifact of an Ollama model is a text that names it. */
const artifactPath = 'ollama.json';

/** Models of the Ollama server, which pulls them itself; what is fetched is the text that names the model there. */
export function createOllamaSource({ trustedHttp: http, settings: { ollama } }: SourceParts): ModelSource {
  const ask = async (path: string, body?: JsonObject, signal?: AbortSignal): Promise<HttpAnswer> => {
    if (ollama === undefined) throw new EdgeError('UNAVAILABLE', 'no Ollama server is configured; set OLLAMA_HOST');
    return http.request(`${ollama.url}${path}`, {
      headers: { ...ollama.headers, ...(body && { 'content-type': 'application/json' }) },
      signal,
      ...(body && { method: 'POST' as const, body: JSON.stringify(body) }),
    });
  };

  const look = async (reference: string, signal?: AbortSignal) => {
    const model = checkName(reference);
    const [shown, listed] = await Promise.all([
      ask('/api/show', { model }, signal).then(readJson),
      ask('/api/tags', undefined, signal).then(readJson),
    ]).catch((error: unknown) => {
      throw error instanceof EdgeError && error.code === 'NOT_FOUND' ? notPulled(model) : error;
    });
    const details = isObject(shown) ? shown : {};
    const mode = isTextEmbedder(details) ? 'embeddings' : 'chat';
    return {
      details,
      mode,
      revision: digestIn(listed, model),
      bytes: new TextEncoder().encode(JSON.stringify({ modelName: model, mode })),
    };
  };

  return {
    name: 'ollama',
    inspect: async (reference, { signal } = {}) => {
      const { details, mode, revision, bytes } = await look(reference, signal);
      const outputDimensions = embeddingLength(details);
      const license = textIn(details, 'license')?.split('\n')[0]?.trim().slice(0, 100);
      return {
        ...(revision !== undefined && { revision }),
        suggestedName: suggestName(reference.replaceAll(':', '-')),
        framework: 'ollama',
        variants: [],
        files: [{ path: artifactPath, sizeBytes: bytes.length }],
        metadata: {
          source: { type: 'ollama', reference, ...(revision !== undefined && { revision }) },
          ...(license !== undefined && license !== '' && { license }),
          ...(mode === 'embeddings' && outputDimensions !== undefined && { outputDimensions }),
        },
      };
    },
    prepare: async (reference, { signal, onProgress } = {}) => {
      const model = checkName(reference);
      const { content } = await ask('/api/pull', { model, stream: true }, signal);
      await followPull(content, onProgress);
    },
    open: async (reference, path, { offsetBytes = 0, signal } = {}) => {
      checkSourcePath(path);
      checkOffset(offsetBytes);
      const { bytes } = await look(reference, signal);
      if (path !== artifactPath) throw new EdgeError('NOT_FOUND', `an Ollama model has one file, ${artifactPath}`);
      if (offsetBytes > bytes.length) throw offsetBeyondEnd(offsetBytes);
      return piece(bytes.subarray(offsetBytes));
    },
  };
}

async function* piece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** [host[:port]/][namespace/]model[:tag] */
function checkName(reference: string): string {
  if (/^[\w.:/@-]{1,255}$/.test(reference) && !reference.split('/').includes('..')) return reference;
  throw new EdgeError('INVALID_INPUT', 'sourceReference: expected the name of an Ollama model such as "llama3.2:3b"');
}

const notPulled = (model: string): EdgeError =>
  new EdgeError('NOT_FOUND', `the Ollama server does not have "${model}" yet; a fetch job pulls it`);

/** Reads what the server says of its pull to the end. @throws EdgeError NOT_FOUND, UNAVAILABLE */
async function followPull(content: AsyncIterable<Uint8Array>, onProgress: PrepareOptions['onProgress']): Promise<void> {
  const layers = new Map<string, { readonly total: number; readonly completed: number }>();
  let isDone = false;
  for await (const line of readLines(content)) {
    const step: unknown = JSON.parse(line);
    if (!isObject(step)) continue;
    const error = textIn(step, 'error');
    if (error !== undefined) throw pullFailed(error);
    isDone = step['status'] === 'success';
    const { digest, total, completed = 0 } = step;
    if (typeof digest !== 'string' || typeof total !== 'number' || typeof completed !== 'number') continue;
    layers.set(digest, { total, completed });
    const sum = (key: 'total' | 'completed') => [...layers.values()].reduce((all, layer) => all + layer[key], 0);
    onProgress?.({ doneBytes: sum('completed'), totalBytes: sum('total') });
  }
  if (!isDone) throw new EdgeError('UNAVAILABLE', 'the Ollama server ended its pull before it was done');
}

function pullFailed(error: string): EdgeError {
  const isMissing = /file does not exist|not found|pull access denied/i.test(error);
  return new EdgeError(
    isMissing ? 'NOT_FOUND' : 'UNAVAILABLE',
    `the Ollama server cannot pull it: ${error.slice(0, 200)}`,
  );
}

function isTextEmbedder({ capabilities }: JsonObject): boolean {
  return Array.isArray(capabilities) && capabilities.includes('embedding') && !capabilities.includes('completion');
}

function embeddingLength({ model_info: info }: JsonObject): number | undefined {
  if (!isObject(info)) return undefined;
  const value = Object.entries(info).find(([key]) => key.endsWith('.embedding_length'))?.[1];
  return typeof value === 'number' ? value : undefined;
}

function digestIn(listed: unknown, model: string): string | undefined {
  const models = isObject(listed) && Array.isArray(listed['models']) ? (listed['models'] as unknown[]) : [];
  const full = (/:[^/]*$/.test(model) ? model : `${model}:latest`).toLowerCase();
  const found = models.filter(isObject).find((entry) => textIn(entry, 'name')?.toLowerCase() === full);
  return found && textIn(found, 'digest');
}
