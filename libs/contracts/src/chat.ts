export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
}

/** A conversation to be continued by the model. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** From 0; higher is more random. Default: the model's own, as for all that follow. */
  readonly temperature?: number;
  /** In (0, 1]: only the likeliest tokens whose probabilities add up to this are drawn from. */
  readonly topP?: number;
  readonly maxTokens?: number;
  /** Texts that end the answer and are not part of it. */
  readonly stop?: readonly string[];
  readonly seed?: number;
}

/** A piece of the answer, or as the last thing how it ended. Token counts are 0 where the runtime does not say. */
export type ChatChunk =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'end';
      readonly finishReason: 'stop' | 'length';
      readonly promptTokens: number;
      readonly completionTokens: number;
    };
