import { EdgeError, textsOf, type ChatChunk, type ChatRequest, type Tensor } from '@harper-edge/contracts';
import type { ModelAnswers, Signals } from './ollama-model.ts';
import type { OllamaCalls } from './ollama-calls.ts';
import type { OllamaArtifact, OllamaOptions } from './parse-ollama-artifact.ts';

/** Prompts under way at once: a server runs few at a time and refuses those that do not fit its queue. */
const concurrentPrompts = 4;

/** Prompts [rows] become texts [rows], one request each; and conversations. Requests are streamed, so that their pieces show that the server still works. */
export function createTextAnswers(calls: OllamaCalls, artifact: OllamaArtifact): ModelAnswers {
  const { modelName, mode, systemPrompt, keepAlive } = artifact;
  const common = (options: OllamaOptions) => ({
    model: modelName,
    stream: true as const,
    ...(Object.keys(options).length > 0 && { options: { ...options } }),
    ...(keepAlive !== undefined && { keep_alive: keepAlive }),
  });
  const system = systemPrompt === undefined || systemPrompt === '' ? [] : [{ role: 'system', content: systemPrompt }];

  const chat = async function* (request: ChatRequest, signals: Signals): AsyncGenerator<ChatChunk> {
    const { messages } = request;
    if (messages.length === 0) throw new EdgeError('INVALID_INPUT', 'messages: expected at least one, received none');
    const all = messages.some(({ role }) => role === 'system') ? messages : [...system, ...messages];
    const pieces = calls.stream({ modelName, phase: 'run', signals }, (client) =>
      client.chat({
        ...common({ ...artifact.options, ...optionsOf(request) }),
        messages: all.map(({ role, content }) => ({ role, content })),
      }),
    );
    for await (const piece of pieces) yield* chunksOf(piece, piece.message);
  };

  const generate = async function* (request: ChatRequest, signals: Signals): AsyncGenerator<ChatChunk> {
    const pieces = calls.stream({ modelName, phase: 'run', signals }, (client) =>
      client.generate({
        ...common({ ...artifact.options, ...optionsOf(request) }),
        prompt: request.messages[0]?.content ?? '',
        ...(system.length > 0 && { system: systemPrompt ?? '' }),
      }),
    );
    for await (const piece of pieces) yield* chunksOf(piece, { content: piece.response });
  };

  // A single prompt gets the same answer whether it comes as a row or as a conversation.
  const answer = (request: ChatRequest, signals: Signals): AsyncGenerator<ChatChunk> => {
    const [first, second] = request.messages;
    const isPrompt = first?.role === 'user' && second === undefined;
    return mode === 'generate' && isPrompt ? generate(request, signals) : chat(request, signals);
  };

  const complete = async (prompt: string, signals: Signals): Promise<string> => {
    let text = '';
    for await (const chunk of answer({ messages: [{ role: 'user', content: prompt }] }, signals))
      if (chunk.type === 'text') text += chunk.text;
    return text;
  };

  return {
    // What would be won by asking for several callers at once is lost as each waits for the longest answer.
    independentRows: false,
    chat: answer,
    answer: async (input, signals) => {
      const prompts = textsOf(input as Extract<Tensor, { datatype: 'BYTES' }>);
      const data = await answerAll(prompts, signals, complete);
      return { name: 'text', datatype: 'BYTES', shape: [data.length], data };
    },
  };
}

/** The answers in the order of the prompts. The first failure ends the others. */
async function answerAll(
  prompts: readonly string[],
  signals: Signals,
  complete: (prompt: string, signals: Signals) => Promise<string>,
): Promise<string[]> {
  const failed = new AbortController();
  const answers: string[] = [];
  const waiting = prompts.entries();
  const work = async (): Promise<void> => {
    for (const [index, prompt] of waiting) answers[index] = await complete(prompt, [...signals, failed.signal]);
  };
  const workers = Array.from({ length: concurrentPrompts }, () =>
    work().catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  try {
    await Promise.all(workers);
  } finally {
    await Promise.allSettled(workers);
  }
  return answers;
}

function optionsOf({ temperature, topP, maxTokens, stop, seed }: ChatRequest): OllamaOptions {
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(maxTokens !== undefined && { num_predict: maxTokens }),
    ...(stop !== undefined && { stop: [...stop] }),
    ...(seed !== undefined && { seed }),
  };
}

interface Piece {
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly prompt_eval_count?: number;
  readonly eval_count?: number;
}

function* chunksOf(piece: Piece, said: { readonly content?: unknown } | undefined): Generator<ChatChunk> {
  // Pieces without content are those of what a model thinks before it answers.
  if (typeof said?.content === 'string' && said.content !== '') yield { type: 'text', text: said.content };
  if (piece.done !== true) return;
  yield {
    type: 'end',
    finishReason: piece.done_reason === 'length' ? 'length' : 'stop',
    promptTokens: piece.prompt_eval_count ?? 0,
    completionTokens: piece.eval_count ?? 0,
  };
}
