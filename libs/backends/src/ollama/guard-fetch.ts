import { EdgeError } from '@harper-edge/contracts';
import { checkLines } from './check-lines.ts';
import type { Deadline } from './deadline.ts';

/** Characters of an error that are read. */
const largestError = 65_536;

export interface GuardOptions {
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  /** The answer is one JSON object a line. */
  readonly lines: boolean;
  /** Runs while the server has to send something. */
  readonly deadline: Deadline;
  /** Scheme, name and port, for messages. */
  readonly shown: string;
}

/**
 * A fetch for the client package that ends when `signal` does, which the package allows for streams only, counts the time the
 * server takes for each next piece, and tells a server that is not there from one that goes away.
 *
 * @throws EdgeError UNAVAILABLE, or DEADLINE_EXCEEDED where the fetch gives up by itself; the reason of `signal` once that is aborted.
 */
export function guardFetch({ fetch, signal, lines, deadline, shown }: GuardOptions): typeof globalThis.fetch {
  const failed = (message: string, cause: unknown): unknown => {
    if (signal.aborted) return signal.reason;
    return ranOutOfTime(cause)
      ? new EdgeError('DEADLINE_EXCEEDED', 'the Ollama server sent nothing for as long as fetch waits', { cause })
      : new EdgeError('UNAVAILABLE', message, { cause });
  };

  const receive = async function* (body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    const reader = body.getReader();
    for (;;) {
      deadline.start();
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw failed('the connection to the Ollama server ended before the answer was complete; try again', cause);
      });
      // A reader that takes its time does not count against the server.
      deadline.rest();
      if (done) return;
      yield value;
    }
  };

  return async (url, init) => {
    deadline.start();
    const response = await fetch(url, { ...init, signal }).catch((cause: unknown) => {
      throw failed(`no Ollama server answers at ${shown}; start it with: ollama serve, or check OLLAMA_HOST`, cause);
    });
    const { body, status } = response;
    if (body === null) return response;
    const type = response.headers.get('content-type') ?? '';
    // The package writes to the console when an error is no JSON.
    if (!response.ok) return asJsonError(receive(body), status);
    const chunks = lines ? checkLines(receive(body)) : receive(body);
    return new Response(toStream(chunks), { status, headers: { 'content-type': type } });
  };
}

/** Node's fetch has limits of its own, 5 minutes each. */
function ranOutOfTime(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } | null };
  return cause?.code === 'UND_ERR_HEADERS_TIMEOUT' || cause?.code === 'UND_ERR_BODY_TIMEOUT';
}

async function asJsonError(chunks: AsyncIterable<Uint8Array>, status: number): Promise<Response> {
  const decoder = new TextDecoder('utf-8');
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > largestError) break;
  }
  let error = text;
  try {
    const parsed = JSON.parse(text) as { readonly error?: unknown } | null;
    if (typeof parsed?.error === 'string') error = parsed.error;
  } catch {
    // Not every server on the way is Ollama: a proxy answers in its own words.
  }
  return Response.json({ error }, { status });
}

/** Takes a piece from `chunks` only when one is asked for. */
function toStream(chunks: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}
