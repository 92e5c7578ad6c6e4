import { z } from 'zod';
import { jsonReply, reply, type Reply } from '../../http/reply.ts';
import { route } from '../../http/route.ts';
import { serverTiming } from '../../http/server-timing.ts';
import { chatCompletion, createChunkWriter } from '../../openai/chat-answer.ts';
import { chatBody, toChatRequest } from '../../openai/chat-request.ts';
import { openAiRoute } from '../../openai/failure.ts';
import { parseModelName } from '../../http/model-name.ts';
import type { Services } from '../../services.ts';
import { collectChat, type ConversationRequest } from '../../use-cases/chat.ts';
import { streamChat } from '../../use-cases/stream-chat.ts';

const answer = z.object({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.number().meta({ description: 'Seconds since 1970.' }),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.number(),
      message: z.object({ role: z.literal('assistant'), content: z.string(), refusal: z.null() }),
      logprobs: z.null(),
      finish_reason: z.enum(['stop', 'length']),
    }),
  ),
  usage: z
    .object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() })
    .meta({ description: '0 where the runtime does not say.' }),
});

export const chatRoute = route({
  method: 'POST',
  path: '/v1/chat/completions',
  summary: 'Continue a conversation, as OpenAI answers it; with "stream" as server-sent events',
  ...openAiRoute,
  body: chatBody,
  answer,
  errors: ['NOT_FOUND', 'MODEL_FAILED', 'NOT_INSTALLED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'],
  handle: async ({ services, request, requestId, body }) => {
    const asked = {
      ...parseModelName(body.model),
      chat: toChatRequest(body),
      userId: body.user ?? undefined,
      requestId,
      signal: request.signal,
    };
    const createdMs = services.clock.nowMs();
    const { model } = body;
    if (body.stream === true) {
      const includeUsage = body.stream_options?.include_usage === true;
      return streamed(services, asked, { model, createdMs, includeUsage });
    }
    const { inferenceId, text, end, latencyMs } = await collectChat(services, asked);
    const timing = serverTiming(
      { queueMs: 0, batchMs: 0, inferMs: latencyMs },
      { authMs: request.authMs ?? 0, totalMs: latencyMs },
    );
    return jsonReply(chatCompletion({ inferenceId, model, createdMs }, text, end), {
      headers: { 'server-timing': timing, 'x-inference-id': inferenceId },
    });
  },
});

interface StreamOptions {
  readonly model: string;
  readonly createdMs: number;
  readonly includeUsage: boolean;
}

async function streamed(
  services: Services,
  asked: ConversationRequest,
  { includeUsage, ...head }: StreamOptions,
): Promise<Reply> {
  const { inferenceId, body } = await streamChat(services, asked, (conversation) =>
    createChunkWriter({ inferenceId: conversation.inferenceId, ...head }, { includeUsage }),
  );
  return reply(body, {
    contentType: 'text/event-stream; charset=utf-8',
    // Proxies are told to pass every event on as it comes.
    headers: { 'cache-control': 'no-cache', 'x-accel-buffering': 'no', 'x-inference-id': inferenceId },
  });
}
