import { EdgeError } from '@harper-edge/contracts';
import { serverReason } from './server-reason.ts';

/** Far more than a line of an answer has: an end to what a server that is none could send. */
const longestLine = 8 * 2 ** 20;

/**
 * Passes on a stream of JSON objects, one a line, after looking at each: the client package leaves out lines it cannot read and
 * goes on, so that an answer would lack a piece unnoticed. The line that says `done` comes when the stream has ended, as the
 * package reads no further than that line and a connection that is not read to its end cannot be used again.
 *
 * @throws EdgeError MODEL_FAILED where the server reports that the model failed, UNAVAILABLE where a line is no object.
 */
export async function* checkLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  let last: Uint8Array | undefined;
  try {
    for await (const line of linesOf(chunks)) {
      const encoded = encoder.encode(`${line}\n`);
      if (parseLine(line).done === true) last = encoded;
      else yield encoded;
    }
  } catch (error) {
    // All has been said when the last line was read.
    if (last === undefined) throw error;
  }
  if (last !== undefined) yield last;
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw unreadable();
    yield* lines.filter((line) => line.trim() !== '');
  }
  rest += decoder.decode();
  if (rest.trim() !== '') yield rest;
}

function parseLine(line: string): { readonly done?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw unreadable(cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable();
  if ('error' in value) {
    throw new EdgeError('MODEL_FAILED', `the Ollama server stopped answering: ${serverReason(String(value.error))}`);
  }
  return value;
}

function unreadable(cause?: unknown): EdgeError {
  return new EdgeError('UNAVAILABLE', 'the Ollama server sent a piece of the answer that cannot be read; try again', {
    cause,
  });
}
