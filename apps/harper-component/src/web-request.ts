import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { ApiResponse } from '@harper-edge/api';
import type { HarperRequest, HarperResponse } from './harper-server.ts';

/** The Web-standard form of a request to Harper's middleware. Its signal aborts when the caller leaves. */
export function toWebRequest({ method, url, _nodeRequest: incoming }: HarperRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  const abort = new AbortController();
  incoming.once('close', () => {
    // A message that ended whole closes as well; only one that was cut off means that nobody waits any more.
    if (!incoming.complete) abort.abort();
  });
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(url, 'http://localhost'), {
    method,
    headers,
    signal: abort.signal,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' } : {}),
  });
}

/** Bytes are streamed; everything else is small and sent whole, with its length. */
export async function toHarperResponse(response: Response): Promise<HarperResponse> {
  return {
    status: response.status,
    // Harper adds to them, a challenge to a 401 for example.
    headers: response.headers,
    body: await bodyOf(response),
  };
}

async function bodyOf(response: Response): Promise<Buffer | Readable> {
  const isBytes = response.headers.get('content-type') === 'application/octet-stream';
  if (isBytes && response.body !== null) return Readable.fromWeb(response.body);
  return Buffer.from(await response.arrayBuffer());
}

/** An answer of the API, to be sent over `socket`, as Harper's middleware gives it. */
export function fromApiResponse({ status, headers, body }: ApiResponse, socket: Socket): HarperResponse {
  if (typeof body === 'string') return { status, headers: new Headers(headers), body: Buffer.from(body) };
  const bytes =
    body instanceof Uint8Array
      ? Buffer.from(body.buffer, body.byteOffset, body.length)
      : endWithSocket(Readable.from(body), socket);
  return { status, headers: new Headers(headers), body: bytes };
}

/**
 * Harper would leave a stream open whose caller has left, and what feeds it running; and a caller waiting for the rest of a
 * stream that has failed, which only cutting the connection can tell.
 */
function endWithSocket(stream: Readable, socket: Socket): Readable {
  const end = (): void => {
    stream.destroy();
  };
  if (socket.destroyed) end();
  else socket.once('close', end);
  stream.once('error', () => {
    socket.destroy();
  });
  stream.once('close', () => {
    socket.removeListener('close', end);
  });
  return stream;
}
