export { createOllamaBackend } from './ollama-backend.ts';
export type { OllamaBackendOptions } from './ollama-backend.ts';
export type { OllamaArtifact, OllamaMode, OllamaOptions } from './parse-ollama-artifact.ts';
export type { OllamaRuntime } from './ollama-runtime.ts';
