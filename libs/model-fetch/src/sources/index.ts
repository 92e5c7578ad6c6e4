import type { ModelSource } from '@harper-edge/contracts';
import { createFilesystemSource } from './filesystem.ts';
import { createHuggingFaceSource } from './hugging-face.ts';
import { createOllamaSource } from './ollama.ts';
import type { SourceParts } from './source-parts.ts';
import { createUrlSource } from './url.ts';

/** Where models come from, by the names callers use. */
const sources = {
  huggingface: createHuggingFaceSource,
  url: createUrlSource,
  filesystem: createFilesystemSource,
  ollama: createOllamaSource,
} as const satisfies Record<string, (parts: SourceParts) => ModelSource>;

export type SourceName = keyof typeof sources;

export const sourceNames = Object.keys(sources) as [SourceName, ...SourceName[]];

export function createSources(parts: SourceParts): Readonly<Record<SourceName, ModelSource>> {
  const made = sourceNames.map((name) => [name, sources[name](parts)] as const);
  return Object.fromEntries(made) as Record<SourceName, ModelSource>;
}
