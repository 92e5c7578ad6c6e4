export { createOllamaBackend } from './ollama-backend.ts';
export { parseOllamaHost } from './ollama-host.ts';
export type { OllamaHost } from './ollama-host.ts';
export type { OllamaBackendOptions } from './ollama-backend.ts';
export type { OllamaArtifact, OllamaMode, OllamaOptions } from './parse-ollama-artifact.ts';
export type { OllamaRuntime } from './ollama-runtime.ts';
