import {
  checkInputs,
  checkOutputs,
  EdgeError,
  type ChatChunk,
  type ChatRequest,
  type LoadedModel,
  type ModelMetadata,
  type Tensor,
} from '@harper-edge/contracts';
import { createStoppable } from './stoppable.ts';

export type Signals = readonly (AbortSignal | undefined)[];

/** What a mode makes of a model. */
export interface ModelAnswers {
  readonly independentRows: boolean;
  /** Answers the one input there is, checked already, with the one output. */
  answer(input: Tensor, signals: Signals): Promise<Tensor>;
  chat?(request: ChatRequest, signals: Signals): AsyncGenerator<ChatChunk>;
}

export interface OpenOllamaModel {
  readonly metadata: ModelMetadata;
  readonly memoryBytes: number;
  readonly answers: ModelAnswers;
  /** Called once, when the model is released and idle. Never rejects. */
  readonly unload: () => Promise<void>;
}

/** A model of an Ollama server as the port wants it: checked inputs, own errors, and a release that waits. */
export function createOllamaModel({ metadata, memoryBytes, answers, unload }: OpenOllamaModel): LoadedModel {
  const allOutputs = metadata.outputs.map(({ name }) => name);
  let running = 0;
  let released: Promise<void> | undefined;
  let whenIdle = (): void => undefined;

  const untilIdle = (): Promise<void> =>
    running === 0 ? Promise.resolve() : new Promise((resolve) => (whenIdle = resolve));
  const ended = (): void => {
    if (--running === 0) whenIdle();
  };
  const checkStart = (signal: AbortSignal | undefined): void => {
    if (released !== undefined) throw new EdgeError('UNAVAILABLE', 'the model was released; load it again');
    if (signal?.aborted === true) {
      throw new EdgeError('DEADLINE_EXCEEDED', 'the call was given up before the model ran', { cause: signal.reason });
    }
  };

  const converse = async function* (
    chat: NonNullable<ModelAnswers['chat']>,
    request: ChatRequest,
    [signal, stopped]: readonly [AbortSignal | undefined, AbortSignal],
  ): AsyncGenerator<ChatChunk> {
    checkStart(signal);
    running++;
    try {
      yield* chat(request, [signal, stopped]);
    } finally {
      ended();
    }
  };

  const { chat, independentRows } = answers;
  return {
    metadata,
    memoryBytes,
    independentRows,
    // An answer to nothing would make the server load the model, and write.
    isWarm: true,
    ...(chat !== undefined && {
      chat: (request, { signal } = {}) => createStoppable((stopped) => converse(chat, request, [signal, stopped])),
    }),
    run: async (inputs, { outputs = allOutputs, signal } = {}) => {
      checkStart(signal);
      checkInputs(inputs, metadata.inputs);
      checkOutputs(outputs, metadata.outputs);
      const [input] = inputs;
      if (outputs.length === 0 || input === undefined) return [];
      running++;
      try {
        return [await answers.answer(input, [signal])];
      } finally {
        ended();
      }
    },
    release: () => {
      released ??= untilIdle().then(unload);
      return released;
    },
  };
}
