import { EdgeError, textsOf, type Tensor } from '@harper-edge/contracts';
import type { ModelAnswers } from './ollama-model.ts';
import type { OllamaCalls } from './ollama-calls.ts';
import type { OllamaArtifact } from './parse-ollama-artifact.ts';

/** Texts [rows] become vectors [rows, length]: one request for all rows, of which the server makes one after the other. */
export function createEmbeddingAnswers(calls: OllamaCalls, artifact: OllamaArtifact, length: number): ModelAnswers {
  const { modelName, options, keepAlive, dimensions } = artifact;
  return {
    independentRows: true,
    answer: async (input, signals) => {
      const texts = textsOf(input as Extract<Tensor, { datatype: 'BYTES' }>);
      if (texts.length === 0) return toTensor([], Math.max(length, 0));
      const { embeddings } = await calls.ask({ modelName, phase: 'run', signals }, (client) =>
        client.embed({
          model: modelName,
          input: [...texts],
          ...(Object.keys(options).length > 0 && { options: { ...options } }),
          ...(keepAlive !== undefined && { keep_alive: keepAlive }),
          ...(dimensions !== undefined && { dimensions }),
        }),
      );
      checkEmbeddings(embeddings, texts.length, length);
      return toTensor(embeddings, embeddings[0]?.length ?? 0);
    },
  };
}

function toTensor(embeddings: readonly (readonly number[])[], length: number): Tensor {
  const data = new Float32Array(embeddings.length * length);
  for (const [row, embedding] of embeddings.entries()) data.set(embedding, row * length);
  return { name: 'embedding', datatype: 'FP32', shape: [embeddings.length, length], data };
}

/** @throws EdgeError MODEL_FAILED when these are not as many vectors of numbers as there were texts, all of the length declared. */
function checkEmbeddings(value: unknown, rows: number, declared: number): void {
  const embeddings = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (embeddings.length !== rows) {
    throw new EdgeError('MODEL_FAILED', `expected ${rows} vectors of the Ollama server, received ${embeddings.length}`);
  }
  const [first] = embeddings;
  const length = declared === -1 && Array.isArray(first) ? first.length : declared;
  for (const embedding of embeddings) {
    if (!Array.isArray(embedding) || !embedding.every((number) => typeof number === 'number')) {
      throw new EdgeError('MODEL_FAILED', 'expected vectors of numbers of the Ollama server, received something else');
    }
    if (embedding.length !== length) {
      throw new EdgeError(
        'MODEL_FAILED',
        `expected vectors of ${length} numbers, received one of ${embedding.length}; say "dimensions" in the artifact`,
      );
    }
  }
}
