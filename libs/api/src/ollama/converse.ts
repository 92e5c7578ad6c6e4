import type { ChatRequest } from '@harper-edge/contracts';
import type { ApiRequest } from '../http/exchange.ts';
import { jsonReply, reply, type Reply } from '../http/reply.ts';
import type { Services } from '../services.ts';
import { collectChat } from '../use-cases/chat.ts';
import { streamChat } from '../use-cases/stream-chat.ts';
import { createLineWriter, wholeAnswer, type AnswerForm } from './chat-answer.ts';
import { parseOllamaName } from './model-name.ts';

export interface Talk {
  readonly model: string;
  readonly chat: ChatRequest;
  /** Default true, as Ollama has it. */
  readonly stream: boolean | null | undefined;
  readonly textMember: AnswerForm['textMember'];
}

/** Answers a conversation as Ollama does: in lines of JSON as it comes, or at once. */
export async function converse(
  services: Services,
  { request, requestId }: { readonly request: ApiRequest; readonly requestId: string },
  { model, chat, stream, textMember }: Talk,
): Promise<Reply> {
  const { clock } = services;
  const startMs = clock.monotonicMs();
  const form = { model, textMember, createdMs: clock.nowMs() };
  const asked = { ...parseOllamaName(model), chat, requestId, signal: request.signal };
  if (stream === false) {
    const collected = await collectChat(services, asked);
    return jsonReply(wholeAnswer(form, collected), { headers: { 'x-inference-id': collected.inferenceId } });
  }
  const writer = createLineWriter(form, () => clock.monotonicMs() - startMs);
  const { inferenceId, body } = await streamChat(services, asked, () => writer);
  return reply(body, {
    contentType: 'application/x-ndjson',
    headers: { 'cache-control': 'no-cache', 'x-accel-buffering': 'no', 'x-inference-id': inferenceId },
  });
}

/** The answer to a request that says nothing, which clients send to have a model loaded. @throws EdgeError NOT_FOUND */
export async function loadOnly(
  services: Services,
  { model, textMember }: Omit<Talk, 'chat' | 'stream'>,
): Promise<Reply> {
  const { modelId, version } = parseOllamaName(model);
  await services.engine.metadata(await services.registry.resolve(modelId, version));
  const created_at = new Date(services.clock.nowMs()).toISOString();
  return jsonReply({ model, created_at, ...textMember(''), done: true, done_reason: 'load' });
}
