import { startStream } from '../http/start-stream.ts';
import type { Services } from '../services.ts';
import { chat, plainEnd, type ChatEnd, type Conversation, type ConversationRequest } from './chat.ts';

/** How a protocol writes a conversation, piece by piece. */
export interface ChatWriter {
  /** Sent first. */
  readonly begin?: () => string;
  text(text: string): string;
  end(end: ChatEnd): string;
  /** The last thing of an answer that fails once it has begun. */
  failed(error: unknown): string;
}

export interface StreamedChat {
  readonly inferenceId: string;
  readonly body: AsyncIterable<string>;
}

/**
 * A conversation as it comes. What fails before the first piece is thrown and has a status of its own. When the caller leaves,
 * the model is stopped.
 */
export async function streamChat(
  services: Services,
  asked: ConversationRequest,
  writerOf: (conversation: Conversation) => ChatWriter,
): Promise<StreamedChat> {
  // A host may only tell by ending the iteration that the caller left.
  const left = new AbortController();
  const signal = AbortSignal.any([asked.signal, left.signal]);
  const conversation = await chat(services, { ...asked, signal });
  const onFailure = (error: unknown): void => {
    services.logger.error('an answer failed while it was streamed', { requestId: asked.requestId, error });
  };
  const pieces = write(conversation, writerOf(conversation), { signal, onFailure });
  const body = await startStream(pieces, () => {
    left.abort(new Error('the caller left'));
  });
  return { inferenceId: conversation.inferenceId, body };
}

async function* write(
  { chunks }: Conversation,
  writer: ChatWriter,
  { signal, onFailure }: { readonly signal: AbortSignal; readonly onFailure: (error: unknown) => void },
): AsyncGenerator<string, void> {
  const { begin } = writer;
  let begun = false;
  let end = plainEnd;
  try {
    for await (const chunk of chunks) {
      if (!begun && begin !== undefined) yield begin();
      begun = true;
      if (chunk.type === 'text') yield writer.text(chunk.text);
      else end = chunk;
    }
  } catch (error) {
    if (!begun) throw error;
    if (signal.aborted) return;
    onFailure(error);
    yield writer.failed(error);
    return;
  }
  if (!begun && begin !== undefined) yield begin();
  yield writer.end(end);
}
