import { EdgeError } from '@harper-edge/contracts';
import { createDeadline } from './deadline.ts';
import { guardFetch } from './guard-fetch.ts';
import { toEdgeError, type Asked } from './ollama-failure.ts';
import type { OllamaHost } from './ollama-host.ts';
import type { OllamaClient, OllamaRuntime } from './ollama-runtime.ts';

export interface OllamaCallsOptions {
  readonly runtime: OllamaRuntime;
  readonly host: OllamaHost;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
}

export type Question = Omit<Asked, 'shown'> & {
  /** Any of them aborted ends the call. */
  readonly signals?: readonly (AbortSignal | undefined)[];
  /** Milliseconds; default: the server's. */
  readonly timeoutMs?: number;
};

/** Calls to one Ollama server. Both forms end the request itself when they end, and reject with an EdgeError. */
export interface OllamaCalls {
  /** @throws EdgeError as the port's `run` */
  ask<T>(question: Question, call: (client: OllamaClient) => Promise<T>): Promise<T>;
  /** The pieces of an answer as they come. @throws EdgeError as the port's `run` */
  stream<T>(question: Question, call: (client: OllamaClient) => Promise<AsyncIterable<T>>): AsyncGenerator<T>;
}

export function createOllamaCalls({ runtime, host, timeoutMs, fetch }: OllamaCallsOptions): OllamaCalls {
  /** A client of its own for each call: only so can calls be ended one by one, as the package ends all of a client's at once. */
  const open = (question: Question, lines: boolean): { client: OllamaClient; end: () => void } => {
    const controller = new AbortController();
    const time = question.timeoutMs ?? timeoutMs;
    const deadline = createDeadline(time, () => {
      controller.abort(new EdgeError('DEADLINE_EXCEEDED', `the Ollama server sent nothing for ${time} ms`));
    });
    const unlink = linkSignals(question.signals ?? [], controller);
    const guarded = guardFetch({ fetch, signal: controller.signal, lines, deadline, shown: host.shown });
    return {
      client: new runtime.Ollama({ host: host.url, headers: { ...host.headers }, fetch: guarded }),
      end: () => {
        deadline.rest();
        unlink();
        controller.abort();
      },
    };
  };
  const asked = ({ modelName, phase }: Question): Asked => ({ shown: host.shown, modelName, phase });

  return {
    ask: async (question, call) => {
      const { client, end } = open(question, false);
      try {
        return await call(client);
      } catch (error) {
        throw toEdgeError(error, asked(question));
      } finally {
        end();
      }
    },
    stream: async function* (question, call) {
      const { client, end } = open(question, true);
      try {
        yield* await call(client);
      } catch (error) {
        throw toEdgeError(error, asked(question));
      } finally {
        end();
      }
    },
  };
}

function linkSignals(signals: readonly (AbortSignal | undefined)[], controller: AbortController): () => void {
  const links = signals.flatMap((signal) => {
    if (signal === undefined) return [];
    const abort = (): void => {
      controller.abort(givenUp(signal));
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    return [{ signal, abort }];
  });
  return () => {
    for (const { signal, abort } of links) signal.removeEventListener('abort', abort);
  };
}

function givenUp({ reason }: AbortSignal): EdgeError {
  return new EdgeError('DEADLINE_EXCEEDED', 'the call was given up before the model had answered', { cause: reason });
}
