import { ollamaChatRoute } from './chat.ts';
import { ollamaEmbeddingsRoute, ollamaEmbedRoute } from './embed.ts';
import { ollamaGenerateRoute } from './generate.ts';
import { ollamaProcessesRoute, ollamaShowRoute, ollamaTagsRoute, ollamaVersionRoute } from './models.ts';

/** The shapes of Ollama's API, so that its clients work here. */
export const ollamaRoutes = [
  ollamaChatRoute,
  ollamaGenerateRoute,
  ollamaEmbedRoute,
  ollamaEmbeddingsRoute,
  ollamaTagsRoute,
  ollamaProcessesRoute,
  ollamaShowRoute,
  ollamaVersionRoute,
];
