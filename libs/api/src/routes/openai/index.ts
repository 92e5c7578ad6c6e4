import { chatRoute } from './chat.ts';
import { embeddingsRoute } from './embeddings.ts';
import { openAiModelRoute, openAiModelsRoute } from './models.ts';

/** The shapes of OpenAI's API, so that its clients work here. */
export const openAiRoutes = [embeddingsRoute, chatRoute, openAiModelsRoute, openAiModelRoute];
