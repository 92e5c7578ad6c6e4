import { ApiError } from './api-error.ts';
import type { Operations } from './operations.ts';
import { failureOfEvent } from './read-failure.ts';
import { readEvents } from './read-events.ts';
import type { CallOptions, SendRequest } from './send-request.ts';
import { toJson } from './to-json.ts';

/** A piece of an answer, in the form of OpenAI's API. */
export interface ChatChunk {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  /** Empty in the one with the usage. */
  readonly choices: readonly {
    readonly index: number;
    readonly delta: { readonly role?: string; readonly content?: string };
    /** Why it ended; null until then. */
    readonly finish_reason: 'stop' | 'length' | null;
  }[];
  /** In the last one, if `stream_options.include_usage` asked for it; null or absent before. */
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly total_tokens: number;
  } | null;
}

export type StreamedChatBody = Omit<Operations['postV1ChatCompletions']['body'], 'stream'>;

/**
 * The pieces of an answer as they come; leaving the loop ends the answer at the host. There is no time limit unless `call`
 * sets one.
 *
 * @throws ApiError also in the middle: when the model fails then, or when the connection breaks before the end
 */
export async function* streamChat(
  send: SendRequest,
  body: StreamedChatBody,
  call: CallOptions,
): AsyncGenerator<ChatChunk, void, undefined> {
  const left = new AbortController();
  const signal = call.signal === undefined ? left.signal : AbortSignal.any([call.signal, left.signal]);
  const request = {
    method: 'POST',
    path: '/v1/chat/completions',
    contentType: 'application/json',
    body: toJson({ ...body, stream: true }),
  };
  const stream = await send(request, { timeoutMs: 0, ...call, signal }, (response) => Promise.resolve(response.body));
  try {
    for await (const data of readEvents(stream ?? new ReadableStream())) {
      if (data === '[DONE]') return;
      const event = JSON.parse(data) as ChatChunk;
      const failure = failureOfEvent(event);
      if (failure !== undefined) throw failure;
      yield event;
    }
  } catch (error) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    if (error instanceof ApiError) throw error;
    throw broken(error);
  } finally {
    left.abort();
  }
  throw broken(undefined);
}

const broken = (cause: unknown): ApiError =>
  new ApiError('the connection broke before the answer was complete', {
    status: 0,
    code: 'UNREACHABLE',
    requestId: undefined,
    retryAfterSeconds: undefined,
    cause,
  });
