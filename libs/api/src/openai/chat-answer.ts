import type { ChatEnd } from '../use-cases/chat.ts';
import type { ChatWriter } from '../use-cases/stream-chat.ts';
import { openAiError } from './failure.ts';

/** What all chunks of one answer have in common. */
export interface ChatHead {
  readonly inferenceId: string;
  /** As the caller named it. */
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
}

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

interface Common {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

const commonOf = ({ inferenceId, model, createdMs }: ChatHead): Common => ({
  id: `chatcmpl-${inferenceId}`,
  created: Math.floor(createdMs / 1_000),
  model,
});

const usageOf = ({ promptTokens, completionTokens }: ChatEnd): Usage => ({
  prompt_tokens: promptTokens,
  completion_tokens: completionTokens,
  total_tokens: promptTokens + completionTokens,
});

/** The object "chat.completion". */
export const chatCompletion = (head: ChatHead, text: string, end: ChatEnd) => ({
  ...commonOf(head),
  object: 'chat.completion' as const,
  choices: [
    {
      index: 0,
      message: { role: 'assistant' as const, content: text, refusal: null },
      logprobs: null,
      finish_reason: end.finishReason,
    },
  ],
  usage: usageOf(end),
});

/** Writes the pieces of one answer as events, each an object "chat.completion.chunk". */
export function createChunkWriter(head: ChatHead, { includeUsage }: { readonly includeUsage: boolean }): ChatWriter {
  const common = { ...commonOf(head), object: 'chat.completion.chunk' };
  const chunk = (choices: readonly object[], usage: Usage | null): string =>
    serverSentEvent({ ...common, choices, ...(includeUsage ? { usage } : {}) });
  const choice = (delta: object, finishReason: string | null = null): string =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: finishReason }], null);
  return {
    begin: () => choice({ role: 'assistant', content: '', refusal: null }),
    text: (content) => choice({ content }),
    /** How it ended, what it used if that was asked for, and that nothing more comes. */
    end: (end) => choice({}, end.finishReason) + (includeUsage ? chunk([], usageOf(end)) : '') + 'data: [DONE]\n\n',
    failed: (error) => serverSentEvent(openAiError(error)),
  };
}

/** One event of a `text/event-stream`. */
const serverSentEvent = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
