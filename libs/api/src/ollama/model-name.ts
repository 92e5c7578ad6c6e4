import { z } from 'zod';
import { parseModelName } from '../http/model-name.ts';

export const ollamaModelName = z
  .string()
  .min(1)
  .meta({ description: 'modelId, modelId:version, or modelId:latest for the one that answers.', example: 'minilm' });

/** As Ollama reads names: `latest` names no version. @throws EdgeError INVALID_INPUT */
export function parseOllamaName(name: string): ReturnType<typeof parseModelName> {
  return parseModelName(name.endsWith(':latest') ? name.slice(0, -':latest'.length) : name);
}
