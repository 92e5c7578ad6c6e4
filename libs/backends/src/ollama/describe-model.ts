import { EdgeError, type ModelMetadata, type TensorSpec } from '@harper-edge/contracts';
import type { OllamaArtifact } from './parse-ollama-artifact.ts';

/** Of the server's answer about a model, what is used; older servers leave parts of it out. */
export interface ShownModel {
  readonly capabilities?: unknown;
  readonly model_info?: unknown;
}

const prompt: TensorSpec = { name: 'prompt', datatype: 'BYTES', shape: [-1] };
const answer: TensorSpec = { name: 'text', datatype: 'BYTES', shape: [-1] };
const text: TensorSpec = { name: 'text', datatype: 'BYTES', shape: [-1] };

/**
 * The inputs and outputs of a model in the artifact's mode. A vector's length is -1 where the server does not say it.
 *
 * @throws EdgeError INVALID_MODEL when the model cannot do what the mode asks of it.
 */
export function describeModel(artifact: OllamaArtifact, shown: ShownModel, version: string): ModelMetadata {
  const common = { platform: 'ollama_gguf', runtime: `ollama ${version}` };
  if (artifact.mode === 'embeddings') {
    const length = artifact.dimensions ?? embeddingLength(shown.model_info) ?? -1;
    return { ...common, inputs: [text], outputs: [{ name: 'embedding', datatype: 'FP32', shape: [-1, length] }] };
  }
  if (Array.isArray(shown.capabilities) && !shown.capabilities.includes('completion')) {
    throw new EdgeError(
      'INVALID_MODEL',
      `mode "${artifact.mode}" needs a model that writes text, which "${artifact.modelName}" does not` +
        (shown.capabilities.includes('embedding') ? '; use the mode "embeddings"' : ''),
    );
  }
  return { ...common, inputs: [prompt], outputs: [answer] };
}

/** The key is named after the model's architecture: `bert.embedding_length`, for example. */
function embeddingLength(info: unknown): number | undefined {
  if (typeof info !== 'object' || info === null) return undefined;
  const facts = info as Readonly<Record<string, unknown>>;
  const length = facts[`${String(facts['general.architecture'])}.embedding_length`];
  return typeof length === 'number' && Number.isInteger(length) && length > 0 ? length : undefined;
}
