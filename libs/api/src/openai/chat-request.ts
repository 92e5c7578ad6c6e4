import { EdgeError, type ChatMessage, type ChatRequest } from '@harper-edge/contracts';
import { z } from 'zod';
import { given } from '../http/given.ts';
import { modelName } from '../http/model-name.ts';
import { refuseOthers } from '../http/refuse-others.ts';

const part = z.looseObject({ type: z.string(), text: z.string().optional() });

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z
    .union([z.string(), z.array(part).min(1)], { error: 'expected a string or an array of text parts' })
    .nullish(),
});

const tokens = z.number().int().min(1).max(2_147_483_647).nullish();

export const chatBody = z.looseObject({
  model: modelName,
  messages: z.array(message).min(1).max(4_096),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  max_tokens: tokens,
  max_completion_tokens: tokens.meta({ description: 'The same as max_tokens.' }),
  stop: z
    .union([z.string().min(1), z.array(z.string().min(1)).max(16)], {
      error: 'expected a string or at most 16 strings, none empty',
    })
    .nullish(),
  seed: z.number().int().nullish(),
  n: z.literal(1, { error: 'expected 1: one answer for each request' }).nullish(),
  stream: z.boolean().nullish().meta({ description: 'Answer with server-sent events.' }),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  response_format: z
    .looseObject({ type: z.literal('text', { error: 'expected "text"; no other form can be promised' }) })
    .nullish(),
  user: z.string().max(256).nullish().meta({ description: 'Kept with the recorded event.' }),
});

export type ChatBody = z.infer<typeof chatBody>;

const members = {
  known: Object.keys(chatBody.shape),
  harmless: [
    'metadata',
    'parallel_tool_calls',
    'prompt_cache_key',
    'prompt_cache_retention',
    'safety_identifier',
    'service_tier',
    'store',
  ],
  neutral: { tool_choice: ['none', 'auto'], function_call: ['none', 'auto'] },
};

/** @throws EdgeError INVALID_INPUT naming the first member that is wrong or cannot be honoured */
export function toChatRequest(body: ChatBody): ChatRequest {
  const { modalities, ...rest } = body;
  if (!(Array.isArray(modalities) && modalities.every((modality) => modality === 'text'))) {
    refuseOthers({ modalities }, { known: [] });
  }
  refuseOthers(rest, members);
  if (body.stream !== true) refuseOthers({ stream_options: body.stream_options }, { known: [] });
  const { max_tokens, max_completion_tokens, stop } = body;
  if (max_tokens != null && max_completion_tokens != null && max_tokens !== max_completion_tokens) {
    const expected = 'max_tokens: expected it or max_completion_tokens, received both and different';
    throw new EdgeError('INVALID_INPUT', expected, { param: 'max_tokens' });
  }
  return {
    messages: body.messages.map(toMessage),
    ...given({
      temperature: body.temperature ?? undefined,
      topP: body.top_p ?? undefined,
      maxTokens: max_completion_tokens ?? max_tokens ?? undefined,
      stop: typeof stop === 'string' ? [stop] : (stop ?? undefined),
      seed: body.seed ?? undefined,
    }),
  };
}

function toMessage(given: z.infer<typeof message>, index: number): ChatMessage {
  const path = `messages.${index}`;
  const { role, content } = given;
  if (role === 'tool' || role === 'function') throw refused(`${path}.role`, `${role} calls are not supported`);
  // The name of whoever speaks reaches no model we know.
  refuseOthers(given, { known: ['role', 'content'], harmless: ['name'] }, `${path}.`);
  if (content == null) throw refused(`${path}.content`, 'expected a string or an array of text parts');
  const text = typeof content === 'string' ? content : textOf(content, `${path}.content`);
  return { role: role === 'developer' ? 'system' : role, content: text };
}

const textOf = (parts: readonly z.infer<typeof part>[], path: string): string =>
  parts
    .map(({ type, text }, index) => {
      if (type === 'text' && text !== undefined) return text;
      throw refused(`${path}.${index}`, `expected a text part, received ${JSON.stringify(type.slice(0, 40))}`);
    })
    .join('\n');

const refused = (param: string, what: string): EdgeError =>
  new EdgeError('INVALID_INPUT', `${param}: ${what}`, { param });
