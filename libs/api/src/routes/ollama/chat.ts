import { EdgeError, type ChatMessage } from '@harper-edge/contracts';
import { z } from 'zod';
import { route } from '../../http/route.ts';
import { endFields } from '../../ollama/chat-answer.ts';
import { converse, loadOnly } from '../../ollama/converse.ts';
import { ollamaModelName } from '../../ollama/model-name.ts';
import { options, settingsOf } from '../../ollama/options.ts';
import { refuseOthers } from '../../http/refuse-others.ts';

const message = z.looseObject({ role: z.enum(['system', 'user', 'assistant', 'tool']), content: z.string() });

const body = z.looseObject({
  model: ollamaModelName,
  messages: z.array(message).max(4_096).nullish().meta({ description: 'Without any the model is only loaded.' }),
  stream: z.boolean().nullish().meta({ description: 'Lines of JSON as the answer comes. Default true.' }),
  options,
});

const answer = z.object({
  model: z.string(),
  created_at: z.string(),
  message: z.object({ role: z.literal('assistant'), content: z.string() }),
  ...endFields,
});

const textMember = (content: string): object => ({ message: { role: 'assistant', content } });

export const ollamaChatRoute = route({
  method: 'POST',
  path: '/api/chat',
  summary: 'Continue a conversation, as Ollama answers it',
  tag: 'ollama',
  body,
  answer,
  errors: ['NOT_FOUND', 'MODEL_FAILED', 'NOT_INSTALLED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'],
  handle: async ({ services, request, requestId, body: asked }) => {
    refuseOthers(asked, { known: Object.keys(body.shape), harmless: ['keep_alive'] });
    const { model, messages, stream } = asked;
    const settings = settingsOf(asked.options);
    if (messages == null || messages.length === 0) return loadOnly(services, { model, textMember });
    const chat = { messages: messages.map(toMessage), ...settings };
    return converse(services, { request, requestId }, { model, chat, stream, textMember });
  },
});

function toMessage(given: z.infer<typeof message>, index: number): ChatMessage {
  const { role, content } = given;
  if (role === 'tool') {
    const param = `messages.${index}.role`;
    throw new EdgeError('INVALID_INPUT', `${param}: tool calls are not supported`, { param });
  }
  refuseOthers(given, { known: ['role', 'content'] }, `messages.${index}.`);
  return { role, content };
}
