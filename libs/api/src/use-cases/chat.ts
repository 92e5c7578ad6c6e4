import {
  isEdgeError,
  type ChatChunk,
  type ChatRequest,
  type EdgeErrorCode,
  type Json,
  type ModelVersion,
} from '@harper-edge/contracts';
import type { Services } from '../services.ts';
import { makeEvent } from './make-event.ts';

export interface ConversationRequest {
  readonly modelId: string;
  readonly version?: string | undefined;
  readonly chat: ChatRequest;
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly requestId: string;
  /** Aborted when the caller leaves, which stops the model. */
  readonly signal: AbortSignal;
  /** From now; DEADLINE_EXCEEDED after it. */
  readonly timeoutMs?: number | undefined;
}

export interface Conversation {
  readonly inferenceId: string;
  readonly model: ModelVersion;
  /** To be iterated once; nothing runs before. One event is recorded when it ends, whichever way it does. */
  readonly chunks: AsyncGenerator<ChatChunk, void>;
}

export interface CollectedChat extends Omit<Conversation, 'chunks'> {
  readonly text: string;
  readonly end: ChatEnd;
  readonly latencyMs: number;
}

export type ChatEnd = Omit<Extract<ChatChunk, { type: 'end' }>, 'type'>;

/** What holds where a model does not say how it ended. */
export const plainEnd: ChatEnd = { finishReason: 'stop', promptTokens: 0, completionTokens: 0 };

/** registry.resolve → engine.chat → monitoring.record: the one way to a conversation, piece by piece. */
export async function chat(services: Services, request: ConversationRequest): Promise<Conversation> {
  const { registry, clock, newId } = services;
  const start: Start = { startMs: clock.monotonicMs(), timestamp: clock.nowMs(), inferenceId: newId() };
  const model = await registry.resolve(request.modelId, request.version);
  return { inferenceId: start.inferenceId, model, chunks: recorded(services, request, { ...start, model }) };
}

/** The same, with the whole answer at once. */
export async function collectChat(services: Services, request: ConversationRequest): Promise<CollectedChat> {
  const startMs = services.clock.monotonicMs();
  const { chunks, ...conversation } = await chat(services, request);
  let text = '';
  let end = plainEnd;
  for await (const chunk of chunks) {
    if (chunk.type === 'text') text += chunk.text;
    else end = chunk;
  }
  return { ...conversation, text, end, latencyMs: services.clock.monotonicMs() - startMs };
}

interface Start {
  readonly startMs: number;
  readonly timestamp: number;
  readonly inferenceId: string;
}

/** The pieces as they come. A caller who leaves is no failure: the event then has the text so far and no reason. */
async function* recorded(
  { engine, monitoring, clock }: Services,
  request: ConversationRequest,
  { model, startMs, timestamp, inferenceId }: Start & { readonly model: ModelVersion },
): AsyncGenerator<ChatChunk, void> {
  const { chat: asked, signal, timeoutMs } = request;
  const limits = timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  let text = '';
  let finishReason: string | null = null;
  let errorCode: EdgeErrorCode | null = null;
  try {
    for await (const chunk of engine.chat(model, asked, { signal: limits })) {
      if (chunk.type === 'text') text += chunk.text;
      else finishReason = chunk.finishReason;
      yield chunk;
    }
  } catch (error) {
    if (!signal.aborted) errorCode = isEdgeError(error) ? error.code : 'INTERNAL';
    throw error;
  } finally {
    const latencyMs = clock.monotonicMs() - startMs;
    const prediction: Json = errorCode !== null && text === '' ? null : { text, finishReason };
    const unbatched = { confidence: null, queueMs: null, batchRows: null };
    const facts = makeEvent(request, model, { ...unbatched, id: inferenceId, timestamp, latencyMs, errorCode });
    await monitoring.record(facts, () => ({
      featuresIn: { messages: asked.messages.map(({ role, content }) => ({ role, content })) },
      prediction,
    }));
  }
}
