export { startOllamaServer } from './ollama-server.ts';
export type { OllamaServer, OllamaServerOptions } from './ollama-server.ts';
export type { ModelShelf } from './model-shelf.ts';
export type { ServedModel } from './served-models.ts';
export type { ServedRequest } from './served-request.ts';
export type { ServerFault } from './server-fault.ts';
