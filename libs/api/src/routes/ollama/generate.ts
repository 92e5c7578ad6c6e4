import { z } from 'zod';
import { route } from '../../http/route.ts';
import { endFields } from '../../ollama/chat-answer.ts';
import { converse, loadOnly } from '../../ollama/converse.ts';
import { ollamaModelName } from '../../ollama/model-name.ts';
import { options, settingsOf } from '../../ollama/options.ts';
import { refuseOthers } from '../../http/refuse-others.ts';

const body = z.looseObject({
  model: ollamaModelName,
  prompt: z.string().nullish().meta({ description: 'Without one the model is only loaded.' }),
  system: z.string().nullish(),
  stream: z.boolean().nullish().meta({ description: 'Lines of JSON as the answer comes. Default true.' }),
  options,
});

const answer = z.object({ model: z.string(), created_at: z.string(), response: z.string(), ...endFields });

const textMember = (response: string): object => ({ response });

export const ollamaGenerateRoute = route({
  method: 'POST',
  path: '/api/generate',
  summary: 'Answer a prompt, as Ollama does',
  tag: 'ollama',
  body,
  answer,
  errors: ['NOT_FOUND', 'MODEL_FAILED', 'NOT_INSTALLED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'],
  handle: ({ services, request, requestId, body: asked }) => {
    refuseOthers(asked, { known: Object.keys(body.shape), harmless: ['keep_alive'] });
    const { model, prompt, system, stream } = asked;
    const settings = settingsOf(asked.options);
    if (prompt == null || prompt === '') return loadOnly(services, { model, textMember });
    const messages = [
      ...(system == null || system === '' ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user' as const, content: prompt },
    ];
    const chat = { messages, ...settings };
    return converse(services, { request, requestId }, { model, chat, stream, textMember });
  },
});
